package bot

import (
	"unicode/utf16"

	"github.com/bwmarrin/discordgo"
)

// What Discord takes in one message (components V2), with a margin in the text:
// its unit of counting is not documented, so UTF-16 units are counted.
const (
	maxText       = 3900 // of 4000 characters
	maxComponents = 40
	maxButtons    = 5  // in a row
	maxOptions    = 25 // of a select
	maxLabel      = 38 // of a button: Discord takes 80 and shows no more than this
)

// Accent colours of a message, by what it says.
const (
	green  = 0x2f9e44 // answered
	orange = 0xf08c00 // not sure
	blue   = 0x1c7ed6 // a question back, help, takeaways
	grey   = 0x868e96 // nothing found
	red    = 0xe03131 // refused, failed
)

// box is a message while it is laid out: one container that knows how much
// still fits into it.
type box struct {
	colour int
	parts  []discordgo.MessageComponent
	text   int // characters
	count  int // components
	last   string
}

func newBox(colour int) *box { return &box{colour: colour, count: 1} }

// add puts text into the box, beside a link button where there is an address.
// It reports false, and adds nothing, where the text does not fit.
func (b *box) add(text, label, address string) bool {
	n := width(text)
	if b.text+n > maxText || b.count+4 > maxComponents {
		return false
	}
	b.text += n
	show := discordgo.TextDisplay{Content: text}
	if address == "" {
		b.parts, b.count = append(b.parts, show), b.count+1
		return true
	}
	link := discordgo.Button{Label: label, Style: discordgo.LinkButton, URL: address}
	b.parts = append(b.parts, discordgo.Section{Components: []discordgo.MessageComponent{show}, Accessory: link})
	b.count += 3
	return true
}

// footer sets the text that ends the message; its room is kept from now on.
func (b *box) footer(text string) {
	b.last = text
	b.text, b.count = b.text+width(text), b.count+1
}

// picture shows a file that is sent along, with what it shows in words. It
// reports false where there is no room.
func (b *box) picture(name, words string) bool {
	if b.count+2 > maxComponents {
		return false
	}
	b.parts, b.count = append(b.parts, discordgo.MediaGallery{Items: []discordgo.MediaGalleryItem{
		{Media: discordgo.UnfurledMediaItem{URL: "attachment://" + name}, Description: &words},
	}}), b.count+2
	return true
}

func (b *box) line() {
	b.parts, b.count = append(b.parts, discordgo.Separator{}), b.count+1
}

// buttons adds rows of buttons, as many as fit.
func (b *box) buttons(buttons ...discordgo.MessageComponent) {
	for len(buttons) > 0 {
		n := min(maxButtons, len(buttons))
		if b.count+1+n > maxComponents {
			return
		}
		b.parts = append(b.parts, discordgo.ActionsRow{Components: buttons[:n]})
		b.count += 1 + n
		buttons = buttons[n:]
	}
}

// selects adds a menu of which one option can be chosen; s goes with it. It is
// left out where there is nothing to choose, or no room.
func (b *box) selects(placeholder string, s state, options []discordgo.SelectMenuOption) {
	id, ok := s.encode()
	if !ok || len(options) == 0 || b.count+2 > maxComponents {
		return
	}
	menu := discordgo.SelectMenu{MenuType: discordgo.StringSelectMenu, CustomID: id, Placeholder: placeholder, Options: options[:min(len(options), maxOptions)]}
	b.parts, b.count = append(b.parts, discordgo.ActionsRow{Components: []discordgo.MessageComponent{menu}}), b.count+2
}

// post is the finished message.
func (b *box) post() post {
	if b.last != "" {
		b.parts = append(b.parts, discordgo.TextDisplay{Content: b.last})
	}
	return post{Flags: componentsV2, Components: []discordgo.MessageComponent{
		discordgo.Container{AccentColor: &b.colour, Components: b.parts},
	}}
}

// width is the length of s in UTF-16 units.
func width(s string) int { return len(utf16.Encode([]rune(s))) }

// button is a button that does something; s goes with it. It is nil where s
// does not fit into a custom_id.
func button(label string, s state) discordgo.MessageComponent {
	id, ok := s.encode()
	if !ok {
		return nil
	}
	return discordgo.Button{Label: cut(label, maxLabel), Style: discordgo.SecondaryButton, CustomID: id}
}

// inert is a button that cannot be pressed.
func inert(label, id string) discordgo.MessageComponent {
	return discordgo.Button{Label: cut(label, maxLabel), Style: discordgo.SecondaryButton, CustomID: id, Disabled: true}
}

// note is a short message without buttons.
func note(colour int, text string) post {
	b := newBox(colour)
	b.add(cut(text, maxText), "", "")
	return b.post()
}
