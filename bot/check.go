package bot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"
)

// Level says how a Finding matters.
type Level string

// The levels.
const (
	Fine    Level = "ok"
	Warning Level = "warn" // the bot runs, with something missing
	Failure Level = "FAIL" // the bot does not run, or not for somebody
)

// Finding is one thing that Check looked at: how it is and, where that is not
// fine, what to do.
type Finding struct {
	Subject string
	Level   Level
	Text    string
}

// Check looks at how a bot with this configuration stands with Discord: token,
// application, gateway, commands, and what it may do in its servers. It changes
// nothing, and does not log in, so that it can run beside the bot. Of the
// configuration it needs no more than Token, APIBase and AdminGuild.
func Check(ctx context.Context, c Config) []Finding {
	b, err := New(c)
	if err != nil {
		return []Finding{{"token", Failure, err.Error()}}
	}
	token := b.checkToken(ctx)
	found := []Finding{token}
	if token.Level == Failure {
		return found
	}
	return append(append(found, b.checkGateway(ctx)), append(b.checkCommands(ctx), b.checkGuilds(ctx)...)...)
}

// checkToken asks Discord whose the token is, and notes the application.
func (b *Bot) checkToken(ctx context.Context) Finding {
	var me struct{ Username string }
	var app struct{ ID string }
	err := b.get(ctx, discordgo.EndpointUser("@me"), &me)
	if err == nil {
		err = b.get(ctx, discordgo.EndpointApplication("@me"), &app)
	}
	var refused *APIError
	switch {
	case errors.As(err, &refused) && refused.Status == http.StatusUnauthorized:
		return Finding{"token", Failure, fatalCodes()[4004]}
	case err != nil:
		return Finding{"token", Failure, fmt.Sprintf("Discord does not answer: %v: check the network and DISCORD_API_BASE", err)}
	}
	b.app = app.ID
	return Finding{"token", Fine, fmt.Sprintf("of %s, application %s", oneLine(me.Username), app.ID)}
}

func (b *Bot) get(ctx context.Context, url string, out any) error {
	return b.call(ctx, http.MethodGet, url, url, nil, out)
}

// checkGateway says whether sessions can begin.
func (b *Bot) checkGateway(ctx context.Context) Finding {
	g, err := b.session.GatewayBot(discordgo.WithContext(ctx))
	if err != nil {
		return Finding{"gateway", Failure, fmt.Sprintf("Discord does not name it: %v: try again in a while", b.redact(err))}
	}
	limit, shards := g.SessionStartLimit, max(1, g.Shards)
	if limit.Total > 0 && limit.Remaining < shards {
		return Finding{"gateway", Failure, fmt.Sprintf("%d logins are left today, and %d are needed: do not restart serve; Discord allows more in %v",
			limit.Remaining, shards, (time.Duration(limit.ResetAfter) * time.Millisecond).Round(time.Minute))}
	}
	if err := b.greeting(ctx, g.URL); err != nil {
		return Finding{"gateway", Failure, fmt.Sprintf("it does not answer: %v: check that a firewall or proxy lets websockets through", err)}
	}
	return Finding{"gateway", Fine, fmt.Sprintf("answers, %d of %d logins left today, %d recommended at a time", limit.Remaining, limit.Total, shards)}
}

// greeting connects to the gateway and waits for its HELLO. Without an identify
// there is no session, and no login is used up.
func (b *Bot) greeting(ctx context.Context, gateway string) error {
	conn, _, err := b.session.Dialer.DialContext(ctx, strings.TrimSuffix(gateway, "/")+"/?v="+discordgo.APIVersion+"&encoding=json", nil)
	if err != nil {
		return b.redact(err)
	}
	defer conn.Close()
	var hello struct{ Op int }
	if err := conn.ReadJSON(&hello); err != nil {
		return err
	}
	if hello.Op != 10 {
		return fmt.Errorf("it greets with operation %d instead of HELLO", hello.Op)
	}
	return nil
}

// checkCommands compares what Discord has with what serve registers.
func (b *Bot) checkCommands(ctx context.Context) []Finding {
	t := table{b.texts}
	found := []Finding{b.checkScope(ctx, "commands", discordgo.EndpointApplicationGlobalCommands(b.app), t.global(true, true, true))}
	if b.AdminGuild == "" {
		return append(found, Finding{"/index", Warning, "not offered: set ADMIN_GUILD_ID to the server of the operators"})
	}
	return append(found, b.checkScope(ctx, "/index", discordgo.EndpointApplicationGuildCommands(b.app, b.AdminGuild), t.admin(true)))
}

func (b *Bot) checkScope(ctx context.Context, subject, url string, want []command) Finding {
	var have []command
	err := b.call(ctx, http.MethodGet, url+"?with_localizations=true", url, nil, &have)
	const missingAccess = 50001
	switch {
	case code(err) == missingAccess:
		return Finding{subject, Failure, "the bot is not in the server of ADMIN_GUILD_ID: invite it (README), or correct the id"}
	case err != nil:
		return Finding{subject, Failure, fmt.Sprintf("Discord does not list them: %v: try again in a while", err)}
	case len(have) == 0:
		return Finding{subject, Warning, "not registered yet: `verbatim serve` does it when it starts"}
	case !sameCommands(have, want):
		return Finding{subject, Warning, "registered by another version: restart `verbatim serve`, which brings them into step"}
	}
	return Finding{subject, Fine, fmt.Sprintf("registered, %d", len(want))}
}

// maxGuilds is how many servers Discord lists at once.
const maxGuilds = 200

// checkGuilds says in which servers the bot lacks a permission as a member. What
// a channel takes away, /settings shows in that channel.
func (b *Bot) checkGuilds(ctx context.Context) []Finding {
	var guilds []struct{ ID, Name, Permissions string }
	url := discordgo.EndpointUserGuilds("@me")
	if err := b.call(ctx, http.MethodGet, fmt.Sprintf("%s?limit=%d", url, maxGuilds), url, nil, &guilds); err != nil {
		return []Finding{{"servers", Failure, fmt.Sprintf("Discord does not list them: %v: try again in a while", err)}}
	}
	if len(guilds) == 0 {
		return []Finding{{"servers", Warning, "the bot is in none: invite it with the address in the README"}}
	}
	found := []Finding{{"servers", Fine, fmt.Sprintf("the bot is in %d", len(guilds))}}
	if len(guilds) == maxGuilds {
		found[0].Text = fmt.Sprintf("the bot is in %d or more, the first %d are checked", maxGuilds, maxGuilds)
	}
	for _, g := range guilds {
		has, _ := permissions(g.Permissions)
		if lacks := b.lacking(has); len(lacks) > 0 {
			found = append(found, Finding{"server " + g.ID, Warning, fmt.Sprintf("%s: the bot lacks %s: give its role that, or invite it again (README)",
				oneLine(g.Name), strings.Join(lacks, ", "))})
		}
	}
	return found
}

// lacking names the permissions without which mentions cannot be answered.
func (b *Bot) lacking(has int64) (names []string) {
	if has&discordgo.PermissionAdministrator != 0 {
		return nil
	}
	for _, n := range []struct {
		bit int64
		key string
	}{
		{discordgo.PermissionViewChannel, "permission.view"}, {discordgo.PermissionSendMessages, "permission.send"},
		{discordgo.PermissionReadMessageHistory, "permission.history"},
	} {
		if has&n.bit == 0 {
			names = append(names, b.texts["en"].say(n.key))
		}
	}
	return names
}
