package bot

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"verbatim/data"
)

// allowed reports whether the person behind an interaction is an operator: in
// the operators' guild, and named or of a role named. Nobody is where nobody is
// named.
func (b *Bot) allowed(it *interaction) bool {
	if b.Admin == nil || b.AdminGuild == "" || it.Guild != b.AdminGuild || it.who() == "" {
		return false
	}
	if slices.Contains(b.AdminUsers, it.who()) {
		return true
	}
	return it.Member != nil && slices.ContainsFunc(it.Member.Roles, func(role string) bool { return slices.Contains(b.AdminRoles, role) })
}

// audit leaves a line in the log for each use of /index, allowed or not.
func (r *responder) audit(action string, allowed bool, more ...any) {
	r.Log.Info("audit", append([]any{"action", action, "user", r.it.who(), "guild", r.it.Guild, "channel", r.it.Channel, "allowed", allowed}, more...)...)
}

func (r *responder) indexCommand() {
	sub := r.it.Data.sub()
	allowed := r.allowed(r.it)
	r.audit("index "+oneOf(sub, append(newsSubs(), "status", "rebuild", "add", "backup")...), allowed)
	if !allowed {
		r.deny()
		return
	}
	if r.News != nil && slices.Contains(newsSubs(), sub) {
		r.newsCommand(sub)
		return
	}
	switch sub {
	case "status":
		r.answer(newMessage, true, r.status)
	case "rebuild":
		r.rebuild()
	case "add":
		r.add()
	case "backup":
		r.backup()
	default:
		r.refuse(r.view.say("error.unknown"))
	}
}

func (r *responder) deny() {
	key := "admin.denied"
	if len(r.AdminUsers)+len(r.AdminRoles) == 0 {
		key = "admin.nobody"
	}
	r.refuse(r.view.say(key))
}

func (r *responder) status(ctx context.Context) result {
	s, err := r.Admin.Status(ctx)
	if err != nil {
		return r.apology(r.view, err)
	}
	b := newBox(blue)
	b.add(r.view.statusText(s, r.job.now()), "", "")
	return result{post: b.post(), status: "answered"}
}

func (v view) statusText(s Status, running *progress) string {
	lines := []string{
		"### " + v.say("admin.status.title"),
		v.say("admin.status.size", "articles", v.count("articles", s.Articles), "quotes", v.count("quotes", s.Quotes), "passages", v.count("passages", s.Passages), "sources", v.count("sources", s.Sources)),
	}
	if len(s.Languages) > 0 {
		lines = append(lines, v.say("admin.status.languages", "languages", escape(v.languageCounts(s.Languages))))
	}
	if s.Oldest != "" && s.Newest != "" {
		lines = append(lines, v.say("admin.status.dates", "oldest", v.date(s.Oldest), "newest", v.date(s.Newest)))
	}
	lines = append(lines,
		v.say("admin.status.index", "generation", escape(s.Generation), "bytes", v.bytes(s.IndexBytes), "lag", v.number(s.Lag)),
		v.say("admin.status.store", "engine", escape(s.Engine), "bytes", v.bytes(s.StoreBytes)))
	if s.Sample {
		lines = append(lines, v.say("admin.status.sample"))
	}
	if running != nil {
		lines = append(lines, v.say("admin.status.job", running.values(v)...))
	}
	return strings.Join(lines, "\n")
}

func (v view) languageCounts(counts map[string]int) string {
	codes := make([]string, 0, len(counts))
	for c := range counts {
		codes = append(codes, c)
	}
	sort.Slice(codes, func(i, j int) bool {
		if counts[codes[i]] != counts[codes[j]] {
			return counts[codes[i]] > counts[codes[j]]
		}
		return codes[i] < codes[j]
	})
	var parts []string
	for _, c := range codes[:min(len(codes), 10)] {
		parts = append(parts, fmt.Sprintf("%s %s", c, v.number(counts[c])))
	}
	return strings.Join(parts, ", ")
}

// task runs something that may take longer than an interaction waits: it
// responds at once, and edits the response when it is done.
func (r *responder) task(begin post, work func(context.Context) post) {
	begin.Flags |= ephemeral
	if r.first(newMessage, begin) != nil {
		return
	}
	res := r.guarded(r.long, r.view, func(ctx context.Context) result { return result{post: work(ctx)} })
	r.finally(res.post)
}

func (r *responder) backup() {
	v := r.view
	r.task(note(blue, v.say("admin.backup.working")), func(ctx context.Context) post {
		path, err := r.Admin.Backup(ctx)
		if err != nil {
			r.audit("index backup", true, "error", err)
			if ctx.Err() != nil {
				return note(orange, v.say("admin.backup.stopped"))
			}
			return note(red, v.say("admin.backup.failed", "error", reason(err)))
		}
		return note(green, v.say("admin.backup.done", "path", escape(path)))
	})
}

// reason is an error's text for an operator.
func reason(err error) string { return escape(cut(oneLine(data.Redact(err.Error())), 300)) }

// progressBar draws how much is done.
func progressBar(done, total int) (bar, percent string) {
	const cells = 16
	part := 0.0
	if total > 0 {
		part = min(1, float64(done)/float64(total))
	}
	full := int(part * cells)
	return strings.Repeat("█", full) + strings.Repeat("░", cells-full), strconv.Itoa(int(part * 100))
}
