package bot

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"verbatim/data"
)

// answerModes are how the bot may answer mentions in a channel.
func answerModes() []string {
	return []string{string(data.AnswerReply), string(data.AnswerThread), string(data.AnswerPrivate), string(data.AnswerOff)}
}

// mostPerMinute is the largest share that a server can set.
const mostPerMinute = 30

// settingsCommand shows and changes how the bot behaves in a server. Discord
// hides the command from members without Manage Server, but an admin can hand it
// out: what counts is checked here.
func (r *responder) settingsCommand() {
	sub := r.it.Data.sub()
	switch {
	case r.Memory == nil || r.it.Guild == "":
		r.refuse(r.view.say("settings.guild_only"))
		return
	case !r.it.may(discordgo.PermissionManageGuild):
		r.Log.Info("audit", "action", "settings "+oneOf(sub, settingSubs()...), "user", r.it.who(), "guild", r.it.Guild, "allowed", false)
		r.refuse(r.view.say("settings.denied"))
		return
	}
	work, known := map[string]func(context.Context) result{
		"show": r.showSettings, "channel": r.setChannel, "language": r.setLanguage, "limits": r.setLimits,
		"audit": r.showAudit, "gaps": r.showGaps, "export": r.exportGuild,
	}[sub]
	if !known {
		r.refuse(r.view.say("error.unknown"))
		return
	}
	r.answer(newMessage, true, work)
}

func settingSubs() []string {
	return []string{"show", "channel", "language", "limits", "audit", "gaps", "export"}
}

// change keeps new settings and leaves an audit line.
func (r *responder) change(ctx context.Context, action, detail string, set func(*data.GuildSettings)) result {
	r.changing.Lock() // two admins at once: neither change is lost
	defer r.changing.Unlock()
	s, err := r.Memory.GuildSettings(ctx, r.it.Guild)
	if err != nil {
		return r.apology(r.view, err)
	}
	s.Channels = maps.Clone(s.Channels)
	set(&s)
	if err := r.saveSettings(ctx, r.it.Guild, s); err != nil {
		return r.apology(r.view, err)
	}
	line := data.AuditLine{At: r.Now(), Guild: r.it.Guild, Channel: r.it.Channel, Actor: r.it.who(), Action: action, Detail: detail}
	if err := r.Memory.AddAudit(ctx, line); err != nil {
		return r.apology(r.view, err)
	}
	r.Log.Info("audit", "action", action, "user", r.it.who(), "guild", r.it.Guild, "allowed", true, "detail", detail)
	return result{post: note(green, r.view.settings(s, r.PerMinute)), status: "answered"}
}

func (r *responder) showSettings(ctx context.Context) result {
	s := r.settingsOf(ctx, r.it.Guild)
	text := r.view.settings(s, r.PerMinute)
	if lacks := r.lacking(s); len(lacks) > 0 {
		text += "\n" + r.view.say("settings.lacking", "permissions", strings.Join(lacks, ", "))
	}
	return result{post: note(blue, text), status: "answered"}
}

// lacking names the permissions that the bot lacks in this channel for what the
// settings want of it.
func (r *responder) lacking(s data.GuildSettings) (names []string) {
	type need struct {
		bit int64
		key string
	}
	needs := []need{
		{discordgo.PermissionViewChannel, "permission.view"}, {discordgo.PermissionSendMessages, "permission.send"},
		{discordgo.PermissionReadMessageHistory, "permission.history"},
	}
	if s.Channels[r.it.Channel] == data.AnswerThread {
		needs = append(needs, need{discordgo.PermissionCreatePublicThreads, "permission.threads"}, need{discordgo.PermissionSendMessagesInThreads, "permission.in_threads"})
	}
	has, ok := permissions(r.it.BotMay)
	for _, n := range needs {
		if ok && has&discordgo.PermissionAdministrator == 0 && has&n.bit == 0 {
			names = append(names, r.view.say(n.key))
		}
	}
	return names
}

func (r *responder) setChannel(ctx context.Context) result {
	channel, mode := r.it.Data.text("channel"), oneOf(r.it.Data.text("answers"), answerModes()...)
	if !snowflake(channel) || mode == "" {
		return refusal(r.view.say("error.unknown"))
	}
	return r.change(ctx, "settings channel", channel+" "+mode, func(s *data.GuildSettings) {
		if s.Channels == nil {
			s.Channels = map[string]data.AnswerMode{}
		}
		s.Channels[channel] = data.AnswerMode(mode)
		if mode == string(data.AnswerReply) {
			delete(s.Channels, channel) // what a channel does without a setting
		}
	})
}

func (r *responder) setLanguage(ctx context.Context) result {
	lang := oneOf(r.it.Data.text("language"), languages()...)
	return r.change(ctx, "settings language", lang, func(s *data.GuildSettings) { s.Lang = lang })
}

func (r *responder) setLimits(ctx context.Context) result {
	n := r.it.Data.number("per_minute")
	if n < 1 || n > mostPerMinute {
		return refusal(r.view.say("settings.limits.range", "most", r.view.number(mostPerMinute)))
	}
	return r.change(ctx, "settings limits", r.view.number(n), func(s *data.GuildSettings) { s.PerMinute = n })
}

// settings writes a server's settings.
func (v view) settings(s data.GuildSettings, perMinute int) string {
	lines := []string{"### " + v.say("settings.title")}
	language := v.say("choice.auto")
	if s.Lang != "" {
		language = v.say("choice." + s.Lang)
	}
	lines = append(lines, v.say("settings.language.now", "language", language))
	if s.PerMinute > 0 {
		perMinute = s.PerMinute
	}
	limit := v.say("settings.unlimited")
	if perMinute > 0 {
		limit = v.count("settings.per_minute", perMinute)
	}
	lines = append(lines, v.say("settings.limits.now", "limit", limit))
	for _, id := range slices.Sorted(maps.Keys(s.Channels)) {
		lines = append(lines, v.say("settings.channel.now", "channel", "<#"+id+">", "answers", v.say("choice."+string(s.Channels[id]))))
	}
	if len(s.Channels) == 0 {
		lines = append(lines, v.say("settings.channels_none"))
	}
	return strings.Join(lines, "\n")
}

// listed is how many lines an audit or a list of gaps shows.
const listed = 15

func (r *responder) showAudit(ctx context.Context) result {
	all, err := r.Memory.Audit(ctx, r.it.Guild, listed)
	if err != nil {
		return r.apology(r.view, err)
	}
	v := r.view
	lines := []string{"### " + v.say("settings.audit.title")}
	for _, l := range all {
		who := v.say("settings.audit.erased")
		if l.Actor != "" {
			who = "<@" + l.Actor + ">"
		}
		lines = append(lines, "- "+v.date(l.At.UTC().Format("2006-01-02"))+" · "+who+" · "+escape(cut(l.Action+" "+l.Detail, 120)))
	}
	if len(all) == 0 {
		lines = append(lines, v.say("settings.audit.none"))
	}
	return result{post: note(blue, strings.Join(lines, "\n")), status: "answered"}
}

func (r *responder) showGaps(ctx context.Context) result {
	all, err := r.Memory.Gaps(ctx, r.it.Guild, listed)
	if err != nil {
		return r.apology(r.view, err)
	}
	v := r.view
	lines := []string{"### " + v.say("settings.gaps.title"), small(v.say("settings.gaps.how"))}
	for _, g := range all {
		parts := append(slices.Clone(g.Speakers), g.Topic...)
		if when := v.period(g.Since, g.Until); when != "" {
			parts = append(parts, when)
		}
		what := cut(oneLine(strings.Join(parts, " · ")), 150)
		if what == "" {
			what = v.say("settings.gaps.unclear")
		}
		lines = append(lines, "- "+escape(what)+" · "+v.count("times", g.Count)+" · "+v.date(g.Last.UTC().Format("2006-01-02")))
	}
	if len(all) == 0 {
		lines = append(lines, v.say("settings.gaps.none"))
	}
	return result{post: note(blue, strings.Join(lines, "\n")), status: "answered"}
}

// exportGuild hands over everything that is kept about the server.
func (r *responder) exportGuild(ctx context.Context) result {
	content, err := r.Memory.ExportGuild(ctx, r.it.Guild)
	if err != nil {
		return r.apology(r.view, err)
	}
	line := data.AuditLine{At: r.Now(), Guild: r.it.Guild, Channel: r.it.Channel, Actor: r.it.who(), Action: "settings export"}
	if err := r.Memory.AddAudit(ctx, line); err != nil {
		return r.apology(r.view, err)
	}
	return r.handOver("verbatim-server.json", r.view.say("settings.exported"), content)
}
