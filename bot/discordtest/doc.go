// Package discordtest is a fake Discord on loopback: the REST API (version 9)
// and the gateway, as far as a bot that answers commands and mentions needs
// them. Real discordgo sessions log in to it: those of tests, and that of
// `verbatim preview`, whose page shows what Watch tells.
//
// It was written from Discord's documentation, not from any bot's code, and it
// judges what it gets: each payload by Discord's limits, each acknowledgement by
// its deadline, each request by the rate limits. Whatever a correct bot never
// does is a Violation, and fails the test at its end unless it was expected.
//
//	srv := discordtest.New(t)
//	... start the bot with srv.URL and srv.Token ...
//	got := srv.Interact(discordtest.Action{Command: "ask", Options: discordtest.Object{"question": "?"}}).Final(t)
package discordtest
