package bot

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/bot/discordtest"
)

// checked are the findings by subject.
func checked(t *testing.T, srv *discordtest.Server, change func(*Config)) map[string]Finding {
	t.Helper()
	c := Config{Token: srv.Token, APIBase: srv.URL, AdminGuild: "200000000000000001"}
	if change != nil {
		change(&c)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	out := map[string]Finding{}
	for _, f := range Check(ctx, c) {
		out[f.Subject] = f
		if f.Text == "" || strings.Contains(f.Text, srv.Token) || strings.Contains(f.Text, "\n") {
			t.Errorf("%+v", f)
		}
	}
	return out
}

// registered leaves with Discord what serve registers.
func registered(t *testing.T, srv *discordtest.Server) {
	t.Helper()
	b, err := New(Config{Token: srv.Token, APIBase: srv.URL})
	if err != nil {
		t.Fatal(err)
	}
	for url, commands := range map[string][]command{
		discordgo.EndpointApplicationGlobalCommands(discordtest.AppID):                      table{b.texts}.global(true, true, true),
		discordgo.EndpointApplicationGuildCommands(discordtest.AppID, "200000000000000001"): table{b.texts}.admin(true),
	} {
		if err := b.overwrite(t.Context(), url, commands); err != nil {
			t.Fatal(err)
		}
	}
}

// TestCheckFine: a bot that serve has run is fine, and checking it neither logs
// in nor changes anything.
func TestCheckFine(t *testing.T) {
	srv := discordtest.New(t)
	registered(t, srv)
	before := len(srv.Requests())
	found := checked(t, srv, nil)
	for _, subject := range []string{"token", "gateway", "commands", "/index", "servers"} {
		if f := found[subject]; f.Level != Fine {
			t.Errorf("%s: %+v", subject, f)
		}
	}
	if len(found) != 5 {
		t.Errorf("%d findings: %+v", len(found), found)
	}
	for _, r := range srv.Requests()[before:] {
		if r.Method != "GET" {
			t.Errorf("%s %s", r.Method, r.Path)
		}
	}
	if !strings.Contains(found["gateway"].Text, "1000 of 1000 logins left") {
		t.Errorf("a login was used up: %s", found["gateway"].Text)
	}
}

// TestCheckTells: what is wrong is told with what to do.
func TestCheckTells(t *testing.T) {
	for name, c := range map[string]struct {
		trouble func(*discordtest.Server)
		config  func(*Config)
		subject string
		level   Level
		want    string
	}{
		"no token":             {nil, func(c *Config) { c.Token = " " }, "token", Failure, "copy the token"},
		"a wrong token":        {nil, func(c *Config) { c.Token = "wrong" }, "token", Failure, "Reset Token"},
		"no Discord":           {nil, func(c *Config) { c.APIBase = "http://127.0.0.1:1" }, "token", Failure, "check the network and DISCORD_API_BASE"},
		"a bad address":        {nil, func(c *Config) { c.APIBase = "http://discord.example" }, "token", Failure, "must be https"},
		"nothing registered":   {nil, nil, "commands", Warning, "`verbatim serve` does it"},
		"no server of admins":  {nil, func(c *Config) { c.AdminGuild = "" }, "/index", Warning, "set ADMIN_GUILD_ID"},
		"a server without us":  {nil, func(c *Config) { c.AdminGuild = "200000000000000003" }, "/index", Failure, "invite it"},
		"a permission lacking": {func(s *discordtest.Server) { s.LetBot("fr", discordgo.PermissionViewChannel) }, nil, "server 200000000000000001", Warning, "lacks Send Messages, Read Message History"},
		"an administrator":     {func(s *discordtest.Server) { s.LetBot("fr", discordgo.PermissionAdministrator) }, nil, "servers", Fine, "in 2"},
		"commands refused": {func(s *discordtest.Server) {
			s.Inject(discordtest.Fault{Method: "GET", Path: "/commands$", Do: discordtest.Status, Status: 403, Code: 50013})
		}, nil, "commands", Failure, "try again"},
		"no gateway": {func(s *discordtest.Server) {
			s.Inject(discordtest.Fault{Method: "GET", Path: "/gateway/bot", Do: discordtest.Status, Status: 403})
		}, nil, "gateway", Failure, "try again"},
	} {
		t.Run(name, func(t *testing.T) {
			srv := discordtest.New(t)
			if c.trouble != nil {
				c.trouble(srv)
			}
			f := checked(t, srv, c.config)[c.subject]
			if f.Level != c.level || !strings.Contains(f.Text, c.want) {
				t.Errorf("%+v; want %s with %q", f, c.level, c.want)
			}
		})
	}
}

func TestCheckNoLogins(t *testing.T) {
	srv := discordtest.New(t, func(c *discordtest.Config) { c.Logins, c.Shards = 1, 2 })
	if f := checked(t, srv, nil)["gateway"]; f.Level != Failure || !strings.Contains(f.Text, "do not restart") {
		t.Errorf("%+v", f)
	}
}

// TestCheckCommandsOfAnotherVersion: a restart is what brings them into step.
func TestCheckCommandsOfAnotherVersion(t *testing.T) {
	srv := discordtest.New(t)
	registered(t, srv)
	b, err := New(Config{Token: srv.Token, APIBase: srv.URL})
	if err != nil {
		t.Fatal(err)
	}
	url := discordgo.EndpointApplicationGlobalCommands(discordtest.AppID)
	if err := b.overwrite(t.Context(), url, table{b.texts}.global(true, true, true)[:1]); err != nil {
		t.Fatal(err)
	}
	if f := checked(t, srv, nil)["commands"]; f.Level != Warning || !strings.Contains(f.Text, "restart") {
		t.Errorf("%+v", f)
	}
}
