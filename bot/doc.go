// Package bot is Verbatim in Discord: it logs in, registers its commands, and
// answers questions asked by command, mention, reply or direct message with the
// citations it gets from an Asker.
//
// It needs no privileged intent and keeps no message text: what a button needs
// to go on stands in the message it belongs to.
//
// Everything of discordgo stays inside this package, and what discordgo gets
// wrong is worked around in transport.go.
package bot
