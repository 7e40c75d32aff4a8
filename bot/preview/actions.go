package preview

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"verbatim/bot/discordtest"
)

// action is what somebody does on the page.
type action struct {
	As   string `json:"as"`
	Lang string `json:"lang"` // of the page

	// To write a message.
	Text  string `json:"text"`
	Reply string `json:"reply"` // a message's id

	// To use a command, a button, a select or a form.
	Kind     string              `json:"kind"` // one of discordtest's: slash, menu, press, choose, submit, autocomplete
	Channel  string              `json:"channel"`
	Command  string              `json:"command"`
	Sub      string              `json:"sub"`
	Options  map[string]any      `json:"options"`
	Focused  string              `json:"focused"`
	Message  string              `json:"message"`
	CustomID string              `json:"custom_id"`
	Values   []string            `json:"values"`
	Fields   map[string]string   `json:"fields"`
	Picked   map[string][]string `json:"picked"`
}

// Limits of what is sent, in bytes; of a message Discord takes 2000 characters.
const (
	maxAction  = 256 << 10
	maxUpload  = 25 << 20
	maxMessage = 2000
)

// ackWithin is how long Discord waits for a first response, and a little more.
const ackWithin = 3200 * time.Millisecond

// read reads an action, and sets the language that the person and the server
// speak. It answers and returns false where it cannot.
func (p *Page) read(w http.ResponseWriter, r *http.Request) (action, bool) {
	var a action
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		refuse(w, http.StatusUnsupportedMediaType, "the body must be application/json")
		return a, false
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxAction)).Decode(&a); err != nil {
		refuse(w, http.StatusBadRequest, "the body cannot be read: "+err.Error())
		return a, false
	}
	if p.texts[a.Lang].Lang == "" {
		a.Lang = languages()[0]
	}
	a.As = asked(a.As)
	p.Discord.SetLocale(guild, locale(a.Lang))
	return a, true
}

func refuse(w http.ResponseWriter, status int, why string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]string{"error": why})
}

func reply(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(body)
}

// say writes a message. In a server it mentions the bot, which reads no other.
func (p *Page) say(w http.ResponseWriter, r *http.Request) {
	a, ok := p.read(w, r)
	if !ok {
		return
	}
	text := strings.TrimSpace(a.Text)
	if n := utf8.RuneCountInString(text); n == 0 || n > maxMessage {
		refuse(w, http.StatusBadRequest, "a message has between 1 and 2000 characters")
		return
	}
	if a.Channel != "dm" && a.Reply == "" {
		text = "{bot} " + text
	}
	if _, err := p.Discord.TrySay(discordtest.Post{Channel: a.Channel, Author: a.As, Text: text, ReplyTo: a.Reply}); err != nil {
		refuse(w, http.StatusNotFound, err.Error())
		return
	}
	reply(w, map[string]any{})
}

// interact sends an action to the bot and waits for its first response.
func (p *Page) interact(a action) (*discordtest.Interaction, error) {
	options, err := p.options(a.Options)
	if err != nil {
		return nil, err
	}
	it, err := p.Discord.TryInteract(discordtest.Action{
		Kind: a.Kind, User: a.As, Channel: a.Channel, Locale: locale(a.Lang), Command: a.Command, Sub: a.Sub, Options: options, Focused: a.Focused,
		Message: a.Message, CustomID: a.CustomID, Values: a.Values, Fields: a.Fields, Picked: a.Picked,
	})
	if err == nil {
		discordtest.Until(ackWithin, func() bool { return it.Now().Type != 0 })
	}
	return it, err
}

// options are the values of a command's options, with the files uploaded in
// place of their ids.
func (p *Page) options(values map[string]any) (discordtest.Object, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := discordtest.Object{}
	for name, v := range values {
		out[name] = v
		if chosen, isFile := v.(map[string]any); isFile {
			id, _ := chosen["file"].(string)
			if out[name] = p.files[id]; p.files[id] == nil {
				return nil, errors.New("that file was not uploaded")
			}
		}
	}
	return out, nil
}

// use is a command, a button, a select or a form. The answer says what came
// first: the form to be opened, or failed where nothing came in time. Messages
// come by the stream of events.
func (p *Page) use(w http.ResponseWriter, r *http.Request) {
	a, ok := p.read(w, r)
	if !ok {
		return
	}
	it, err := p.interact(a)
	if err != nil {
		refuse(w, http.StatusConflict, err.Error())
		return
	}
	now := it.Now()
	reply(w, map[string]any{"type": now.Type, "form": now.Modal, "failed": now.Type == 0})
}

// suggest asks the bot to complete an option.
func (p *Page) suggest(w http.ResponseWriter, r *http.Request) {
	a, ok := p.read(w, r)
	if !ok {
		return
	}
	a.Kind = discordtest.Autocomplete
	it, err := p.interact(a)
	if err != nil {
		refuse(w, http.StatusConflict, err.Error())
		return
	}
	reply(w, map[string]any{"choices": it.Offers()})
}

// upload keeps a file for an option.
func (p *Page) upload(w http.ResponseWriter, r *http.Request) {
	content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxUpload))
	if err != nil {
		refuse(w, http.StatusRequestEntityTooLarge, "a file has at most 25 MB")
		return
	}
	name := r.URL.Query().Get("name")
	if name == "" || strings.ContainsAny(name, "/\\") {
		refuse(w, http.StatusBadRequest, "the file needs a name")
		return
	}
	file := p.Discord.AddFile(name, string(content))
	id, _ := file["id"].(string)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.files[id] = file
	reply(w, map[string]any{"file": id})
}
