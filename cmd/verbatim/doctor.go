package main

import (
	"context"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"verbatim/bot"
)

func newDoctorCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Check settings, data, disk and Discord, and say what to fix",
		Long: `Checks what serve needs, one line each: "ok", "warn" where something is missing, "FAIL" where it does not work, with what
to do. It changes nothing, runs beside serve, and without a token checks the rest. Exit status 1 where something fails.`,
		Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.doctor(cmd.Context()) },
	}
}

// discordPatience is how long the questions to Discord may take in all.
const discordPatience = 30 * time.Second

func (a *app) doctor(ctx context.Context) error {
	failed, checked := 0, 0
	tell := func(found ...bot.Finding) {
		for _, f := range found {
			checked++
			if f.Level == bot.Failure {
				failed++
			}
			fmt.Fprintf(a.out, "%-4s  %-10s  %s\n", f.Level, printable(f.Subject), printable(strings.ReplaceAll(f.Text, "\n", "; ")))
		}
	}
	tell(a.checkSettings()...)
	tell(a.checkData(ctx)...)
	tell(a.checkDiscord(ctx)...)
	if err := ctx.Err(); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d checks failed: the lines above say what to do", failed, checked)
	}
	return nil
}

func fine(subject, format string, args ...any) bot.Finding {
	return bot.Finding{Subject: subject, Level: bot.Fine, Text: fmt.Sprintf(format, args...)}
}

func warning(subject, format string, args ...any) bot.Finding {
	return bot.Finding{Subject: subject, Level: bot.Warning, Text: fmt.Sprintf(format, args...)}
}

func failure(subject string, err error) bot.Finding {
	return bot.Finding{Subject: subject, Level: bot.Failure, Text: err.Error()}
}

// checkSettings reads what serve reads at its start.
func (a *app) checkSettings() (found []bot.Finding) {
	if _, err := a.config.botLimits(); err != nil {
		found = append(found, failure("settings", err))
	}
	if _, err := a.knowledge(); err != nil {
		found = append(found, failure("settings", err))
	}
	if addr := a.httpAddr(); addr != "off" {
		if _, _, err := net.SplitHostPort(addr); err != nil {
			found = append(found, failure("settings", fmt.Errorf("VERBATIM_HTTP: %w: give an address such as %s, or off", err, defaultHTTP)))
		}
	}
	if len(found) == 0 {
		found = append(found, fine("settings", "can be read"))
	}
	return found
}

// checkDiscord asks Discord, where there is a token to ask with.
func (a *app) checkDiscord(ctx context.Context) []bot.Finding {
	if strings.TrimSpace(a.config.token) == "" {
		return []bot.Finding{warning("token", "DISCORD_TOKEN is not set: serve needs it, the other commands do not; Discord was not asked")}
	}
	ctx, cancel := context.WithTimeout(ctx, discordPatience)
	defer cancel()
	return bot.Check(ctx, bot.Config{Token: a.config.token, APIBase: a.config.apiBase, AdminGuild: a.config.adminGuild})
}
