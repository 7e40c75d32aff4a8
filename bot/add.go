package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"verbatim/data"
)

// maxFile is the largest file that is taken from Discord, in bytes.
const maxFile = 25 << 20

// fileKinds are the ends of names that Admin.Add can read.
func fileKinds() []string { return []string{".jsonl", ".jsonl.gz", ".txt", ".md", ".html"} }

// add takes in the file attached, or what stands at an address; without either
// it opens a form for the text of an article.
func (r *responder) add() {
	d := &r.it.Data
	id, address, feed := d.text("file"), strings.TrimSpace(d.text("url")), strings.TrimSpace(d.text("feed"))
	switch {
	case id != "":
	case r.News != nil && feed != "":
		r.addFeed(feed)
		return
	case r.News != nil && address != "":
		r.addURL(address)
		return
	default:
		r.first(openForm, r.articleForm())
		return
	}
	file := r.it.Data.Resolved.Attachments[id]
	v, name := r.view, shownName(file.Name)
	known := slices.ContainsFunc(fileKinds(), func(end string) bool { return strings.HasSuffix(strings.ToLower(file.Name), end) })
	switch {
	case !known:
		r.refuse(v.say("admin.add.kind", "name", name))
	case file.Size > maxFile:
		r.refuse(v.say("admin.add.large", "name", name, "bytes", v.bytes(file.Size), "most", v.bytes(maxFile)))
	default:
		r.task(r.adding(name), func(ctx context.Context) post {
			content, err := r.download(ctx, file)
			if err != nil && ctx.Err() != nil {
				return note(orange, v.say("admin.add.stopped", "name", name))
			}
			if err != nil {
				r.Log.Warn("bot: an attachment cannot be fetched", "error", err)
				return note(red, v.say("admin.add.fetch", "name", name))
			}
			return r.added(ctx, file.Name, content)
		})
	}
}

// adding says that articles are being added, and that a rebuild holds them up
// where one runs.
func (r *responder) adding(name string) post {
	key := "admin.add.working"
	if r.job.now() != nil {
		key = "admin.add.waiting"
	}
	return note(blue, r.view.say(key, "name", name))
}

func shownName(name string) string { return "**" + escape(cut(oneLine(data.Redact(name)), 80)) + "**" }

// download fetches an attachment from Discord's file store, without the token.
func (b *Bot) download(ctx context.Context, file attachment) ([]byte, error) {
	u, err := url.Parse(file.URL)
	stores := []string{"cdn.discordapp.com", "media.discordapp.net"}
	if err != nil || !(u.Scheme == "https" && slices.Contains(stores, u.Host)) && u.Host != b.transport.base.Host {
		return nil, errors.New("the attachment is not in Discord's file store")
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, file.URL, nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, errors.New("the file store does not answer") // the address is signed: not for the log
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the file store answers %s", resp.Status)
	}
	content, err := io.ReadAll(io.LimitReader(resp.Body, maxFile+1))
	if err == nil && len(content) > maxFile {
		err = errors.New("the file is larger than Discord said")
	}
	return content, err
}

// added takes articles in and says what came of it.
func (r *responder) added(ctx context.Context, name string, content []byte) post {
	v, shown := r.view, shownName(name)
	s, err := r.Admin.Add(ctx, name, bytes.NewReader(content))
	r.audit("index add", true, "read", s.Read, "added", s.Added, "updated", s.Updated, "skipped", s.Skipped, "failed", err != nil)
	switch {
	case err != nil && ctx.Err() != nil:
		return note(orange, v.say("admin.add.stopped", "name", shown))
	case err != nil:
		return note(red, v.say("admin.add.failed", "name", shown, "error", reason(err)))
	}
	return r.summed(ctx, named(name), s)
}

// articleForm asks for the text of an article and where it stood.
func (r *responder) articleForm() form {
	v := r.view
	id, _ := state{verb: verbAdd, lang: v.lang}.encode()
	input := func(id, key string, style discordgo.TextInputStyle, most int) discordgo.TextInput {
		return discordgo.TextInput{CustomID: id, Label: v.say(key), Style: style, MaxLength: most}
	}
	text := input("text", "admin.add.text", discordgo.TextInputParagraph, 4000)
	text.Required = true
	return form{CustomID: id, Title: v.say("admin.add.title"), Components: rows(text,
		input("title", "admin.add.name", discordgo.TextInputShort, 200), input("source", "admin.add.source", discordgo.TextInputShort, 100),
		input("url", "admin.add.url", discordgo.TextInputShort, 1000), input("date", "admin.add.date", discordgo.TextInputShort, 10))}
}

// addText takes in the article of the form. Whoever sends the form is checked
// again.
func (r *responder) addText() {
	allowed := r.allowed(r.it)
	r.audit("index add", allowed)
	if !allowed {
		r.deny()
		return
	}
	d, v := &r.it.Data, r.view
	address, date := strings.TrimSpace(d.field("url")), strings.TrimSpace(d.field("date"))
	if u, err := url.Parse(address); address != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
		r.refuse(v.say("admin.add.address", "url", escape(cut(address, 100))))
		return
	}
	if _, err := time.Parse(time.DateOnly, date); date != "" && err != nil {
		r.refuse(v.say("admin.add.day", "date", escape(date)))
		return
	}
	line, err := json.Marshal(map[string]string{"title": oneLine(d.field("title")), "source": oneLine(d.field("source")), "url": address, "published": date, "body": d.field("text")})
	if err != nil {
		r.Log.Error("bot: an article cannot be encoded", "error", err)
		return
	}
	const name = "discord.jsonl"
	r.task(r.adding(shownName(name)), func(ctx context.Context) post { return r.added(ctx, name, line) })
}
