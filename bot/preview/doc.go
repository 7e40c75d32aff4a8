// Package preview is a page that shows the bot as Discord does, for whoever has
// no token yet, tunes the bot, or tests it. The real bot is logged in to a
// Discord on loopback (bot/discordtest), and the page is a client of that: what
// it draws are the messages as they were sent, and what is pressed on it goes
// the way of any interaction.
//
// The browser gets what is embedded here, and asks nobody else: see
// securityHeaders. Everything that comes from messages is put into the page as
// text, never as HTML.
package preview
