package discordtest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"
)

// The component types of Discord that a bot may send.
const (
	typeRow       = 1
	typeButton    = 2
	typeSelect    = 3
	typeInput     = 4
	typeSection   = 9
	typeText      = 10
	typeGallery   = 12
	typeFile      = 13
	typeSeparator = 14
	typeContainer = 17
	typeLabel     = 18
)

// Message flags.
const (
	flagEphemeral  = 1 << 6
	flagLoading    = 1 << 7
	flagComponents = 1 << 15 // IS_COMPONENTS_V2
)

// problem is one reason why Discord refuses a payload.
type problem struct{ path, code, detail string }

// judge collects the problems of one payload. Lengths are counted in UTF-16
// units: Discord does not document its unit, and this is the stricter one.
type judge struct {
	problems []problem
	ids      map[string]bool // custom ids seen
	total    int             // components
	text     int             // characters of text displays
}

func (j *judge) fail(path, code, format string, a ...any) {
	j.problems = append(j.problems, problem{path, code, fmt.Sprintf(format, a...)})
}

func length(v any) int { return len(utf16.Encode([]rune(strings.TrimSpace(str(v))))) }

func (j *judge) length(path string, v any, least, most int) {
	if n := length(v); n < least || n > most {
		j.fail(path, "BASE_TYPE_BAD_LENGTH", "must be between %d and %d in length, is %d", least, most, n)
	}
}

func (j *judge) count(path string, n, least, most int) {
	if n < least || n > most {
		j.fail(path, "BASE_TYPE_BAD_LENGTH", "must have between %d and %d entries, has %d", least, most, n)
	}
}

// judgeMessage checks a message to be created or edited; before holds the
// flags it already has.
// Judge says what Discord would not take of a message, as the body of a request.
func Judge(content []byte) (faults []string) {
	var m Object
	if err := json.Unmarshal(content, &m); err != nil {
		return []string{err.Error()}
	}
	for _, p := range judgeMessage(m, 0, false) {
		faults = append(faults, p.path+": "+p.code+": "+p.detail)
	}
	return faults
}

func judgeMessage(m Object, before int, mayBeEmpty bool) []problem {
	j := &judge{ids: map[string]bool{}}
	modern := (num(m["flags"])|before)&flagComponents != 0
	j.length("content", m["content"], 0, 2000)
	if len(list(m["embeds"])) > 0 {
		j.fail("embeds", "EMBEDS_NOT_JUDGED", "this fake judges messages without embeds only")
	}
	if modern && str(m["content"]) != "" {
		j.fail("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "content beside components V2")
	}
	components := list(m["components"])
	if str(m["content"]) == "" && len(components) == 0 && !mayBeEmpty {
		j.fail("", "EMPTY_MESSAGE", "cannot send an empty message")
	}
	j.components(components, modern)
	j.mentions(m)
	for i, x := range list(m["attachments"]) {
		if _, text := object(x)["id"].(string); !text {
			j.fail(fmt.Sprintf("attachments.%d.id", i), "NUMBER_TYPE_COERCE", "an id is text")
		}
	}
	j.length("nonce", m["nonce"], 0, 25)
	return j.problems
}

// mentions checks that nothing in the text can ping anybody.
func (j *judge) mentions(m Object) {
	allowed, ok := m["allowed_mentions"].(Object)
	if !ok {
		j.fail("allowed_mentions", "ALLOWED_MENTIONS_MISSING", "every mention in the text would ping")
		return
	}
	if parse, ok := allowed["parse"].([]any); !ok || len(parse) > 0 {
		j.fail("allowed_mentions.parse", "ALLOWED_MENTIONS_WIDE", "must be [], is %v", allowed["parse"])
	}
	if flag(allowed["replied_user"]) {
		j.fail("allowed_mentions.replied_user", "ALLOWED_MENTIONS_WIDE", "the reply would ping")
	}
}

func (j *judge) components(cs []any, modern bool) {
	top := []int{typeRow}
	if modern {
		top = []int{typeRow, typeSection, typeText, typeSeparator, typeContainer}
	}
	for i, c := range cs {
		j.component(fmt.Sprintf("components.%d", i), object(c), top)
	}
	if j.total > 40 {
		j.fail("components", "COMPONENT_MAX_TOTAL", "at most 40 components, has %d", j.total)
	}
	if j.text > 4000 {
		j.fail("components", "COMPONENT_TEXT_TOTAL", "at most 4000 characters of text, has %d", j.text)
	}
}

func (j *judge) component(path string, c Object, allowed []int) {
	j.total++
	kind := num(c["type"])
	if !slices.Contains(allowed, kind) {
		j.fail(path+".type", "UNION_TYPE_CHOICES", "component type %d is not allowed here", kind)
		return
	}
	switch kind {
	case typeRow:
		j.row(path, list(c["components"]))
	case typeButton:
		j.button(path, c)
	case typeSelect:
		j.selectMenu(path, c)
	case typeInput:
		j.input(path, c)
	case typeSection:
		j.count(path+".components", len(list(c["components"])), 1, 3)
		j.children(path, list(c["components"]), typeText)
		j.component(path+".accessory", object(c["accessory"]), []int{typeButton})
	case typeText:
		j.length(path+".content", c["content"], 1, 4000)
		j.text += length(c["content"])
	case typeContainer:
		j.count(path+".components", len(list(c["components"])), 1, 40)
		j.children(path, list(c["components"]), typeRow, typeSection, typeText, typeGallery, typeFile, typeSeparator)
	case typeGallery:
		j.count(path+".items", len(list(c["items"])), 1, 10)
		for _, x := range list(c["items"]) {
			item := object(x)
			if u := str(object(item["media"])["url"]); !strings.HasPrefix(u, "attachment://") {
				j.fail(path+".items.media.url", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", "%q", u)
			}
			j.length(path+".items.description", item["description"], 1, 1024)
		}
	case typeFile:
		if u := str(object(c["file"])["url"]); !strings.HasPrefix(u, "attachment://") {
			j.fail(path+".file.url", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", "%q", u)
		}
	case typeLabel:
		j.length(path+".label", c["label"], 1, 45)
		j.length(path+".description", c["description"], 0, 100)
		j.component(path+".component", object(c["component"]), []int{typeInput, typeSelect})
	}
}

func (j *judge) children(path string, cs []any, allowed ...int) {
	for i, c := range cs {
		j.component(fmt.Sprintf("%s.components.%d", path, i), object(c), allowed)
	}
}

func (j *judge) row(path string, cs []any) {
	j.count(path+".components", len(cs), 1, 5)
	for _, c := range cs {
		if num(object(c)["type"]) != typeButton && len(cs) > 1 {
			j.fail(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "a select or an input fills its row")
		}
	}
	j.children(path, cs, typeButton, typeSelect, typeInput)
}

func (j *judge) button(path string, c Object) {
	j.length(path+".label", c["label"], 0, 80)
	if length(c["label"]) > 38 {
		j.fail(path+".label", "BUTTON_LABEL_LONG", "Discord shows at most 38 characters")
	}
	if str(c["label"]) == "" && c["emoji"] == nil {
		j.fail(path, "BUTTON_COMPONENT_INVALID_LABEL", "a button needs a label or an emoji")
	}
	switch style := num(c["style"]); {
	case style == 5:
		j.link(path+".url", str(c["url"]))
		if str(c["custom_id"]) != "" {
			j.fail(path, "BUTTON_COMPONENT_CUSTOM_ID_FORBIDDEN", "a link button has no custom_id")
		}
	case style >= 1 && style <= 4:
		j.customID(path, c)
		if str(c["url"]) != "" {
			j.fail(path, "BUTTON_COMPONENT_URL_FORBIDDEN", "only link buttons have a url")
		}
	default:
		j.fail(path+".style", "BASE_TYPE_CHOICES", "style %d", style)
	}
}

func (j *judge) link(path, link string) {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		j.fail(path, "URL_TYPE_INVALID_SCHEME", "%q is no http or https address", link)
	}
	j.length(path, link, 1, 512)
}

func (j *judge) customID(path string, c Object) {
	id := str(c["custom_id"])
	j.length(path+".custom_id", id, 1, 100)
	if j.ids[id] {
		j.fail(path+".custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "%q stands twice", id)
	}
	j.ids[id] = true
}

func (j *judge) selectMenu(path string, c Object) {
	j.customID(path, c)
	j.length(path+".placeholder", c["placeholder"], 0, 150)
	options := list(c["options"])
	j.count(path+".options", len(options), 1, 25)
	seen := map[string]bool{}
	for i, x := range options {
		o, at := object(x), fmt.Sprintf("%s.options.%d", path, i)
		j.length(at+".label", o["label"], 1, 100)
		j.length(at+".value", o["value"], 1, 100)
		j.length(at+".description", o["description"], 0, 100)
		if seen[str(o["value"])] {
			j.fail(at+".value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "%q stands twice", o["value"])
		}
		seen[str(o["value"])] = true
	}
}

func (j *judge) input(path string, c Object) {
	j.customID(path, c)
	j.length(path+".label", c["label"], 0, 45)
	j.length(path+".placeholder", c["placeholder"], 0, 100)
	j.length(path+".value", c["value"], 0, 4000)
	if s := num(c["style"]); s != 1 && s != 2 {
		j.fail(path+".style", "BASE_TYPE_CHOICES", "style %d", s)
	}
	if n := num(c["max_length"]); n < 0 || n > 4000 {
		j.fail(path+".max_length", "NUMBER_TYPE_MAX", "at most 4000, is %d", n)
	}
}

// judgeModal checks the form of a response of type 9.
func judgeModal(m Object) []problem {
	j := &judge{ids: map[string]bool{}}
	j.length("title", m["title"], 1, 45)
	j.length("custom_id", m["custom_id"], 1, 100)
	rows := list(m["components"])
	j.count("components", len(rows), 1, 5)
	j.children("", rows, typeRow, typeLabel, typeText)
	return j.problems
}

// judgeChoices checks the suggestions of an autocomplete response.
func judgeChoices(choices []any) []problem {
	j := &judge{}
	j.choices("choices", choices)
	return j.problems
}

func (j *judge) choices(path string, choices []any) {
	j.count(path, len(choices), 0, 25)
	for i, x := range choices {
		c, at := object(x), fmt.Sprintf("%s.%d", path, i)
		j.length(at+".name", c["name"], 1, 100)
		j.length(at+".value", c["value"], 1, 100)
		for lang, name := range object(c["name_localizations"]) {
			j.length(at+".name_localizations."+lang, name, 1, 100)
		}
	}
}
