package discordtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func text(s string) Object { return Object{"type": typeText, "content": s} }

func button(id string) Object {
	return Object{"type": typeButton, "style": 2, "label": "b", "custom_id": id}
}

func row(cs ...any) Object { return Object{"type": typeRow, "components": cs} }

func modern(cs ...any) Object {
	return Object{"flags": flagComponents, "components": cs, "allowed_mentions": Object{"parse": []any{}}}
}

func with(o Object, k string, v any) Object { o[k] = v; return o }

func many(n int, f func(i int) Object) []any {
	var out []any
	for i := range n {
		out = append(out, f(i))
	}
	return out
}

func codes(problems []problem) (out []string) {
	for _, p := range problems {
		out = append(out, p.code)
	}
	return slices.Compact(out)
}

func TestJudgeMessages(t *testing.T) {
	long := strings.Repeat("é", 4001)
	for name, c := range map[string]struct {
		m    Object
		want []string
	}{
		"good":                  {modern(text("a"), row(button("1"), button("2"))), nil},
		"good container":        {modern(Object{"type": typeContainer, "components": []any{Object{"type": typeSection, "components": []any{text("a")}, "accessory": button("1")}}}), nil},
		"text of exactly 4000":  {modern(text(long[:8000])), nil},
		"too long a text":       {modern(text(long)), []string{"BASE_TYPE_BAD_LENGTH", "COMPONENT_TEXT_TOTAL"}},
		"text in all":           {modern(text(long[:5000]), text(long[:5000])), []string{"COMPONENT_TEXT_TOTAL"}},
		"counted in UTF-16":     {modern(text(strings.Repeat("\U0001F600", 2001))), []string{"BASE_TYPE_BAD_LENGTH", "COMPONENT_TEXT_TOTAL"}},
		"41 components":         {modern(many(41, func(int) Object { return text("a") })...), []string{"COMPONENT_MAX_TOTAL"}},
		"same custom id":        {modern(row(button("1"), button("1"))), []string{"COMPONENT_CUSTOM_ID_DUPLICATED"}},
		"custom id of 101":      {modern(row(button(strings.Repeat("é", 101)))), []string{"BASE_TYPE_BAD_LENGTH"}},
		"no custom id":          {modern(row(button(""))), []string{"BASE_TYPE_BAD_LENGTH"}},
		"six buttons":           {modern(row(many(6, func(i int) Object { return button(fmt.Sprint(i)) })...)), []string{"BASE_TYPE_BAD_LENGTH"}},
		"long label":            {modern(row(with(button("1"), "label", strings.Repeat("l", 81)))), []string{"BASE_TYPE_BAD_LENGTH", "BUTTON_LABEL_LONG"}},
		"link of 513":           {modern(row(Object{"type": typeButton, "style": 5, "label": "l", "url": "https://x.example/" + strings.Repeat("a", 495)})), []string{"BASE_TYPE_BAD_LENGTH"}},
		"link without scheme":   {modern(row(Object{"type": typeButton, "style": 5, "label": "l", "url": "x.example"})), []string{"URL_TYPE_INVALID_SCHEME"}},
		"button outside a row":  {modern(button("1")), []string{"UNION_TYPE_CHOICES"}},
		"section without link":  {modern(Object{"type": typeSection, "components": []any{text("a")}}), []string{"UNION_TYPE_CHOICES"}},
		"content beside v2":     {with(modern(text("a")), "content", "c"), []string{"MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"}},
		"text without the flag": {with(modern(text("a")), "flags", 0), []string{"UNION_TYPE_CHOICES"}},
		"mentions not limited":  {Object{"content": "@everyone"}, []string{"ALLOWED_MENTIONS_MISSING"}},
		"mentions parse null":   {Object{"content": "a", "allowed_mentions": Object{"parse": nil}}, []string{"ALLOWED_MENTIONS_WIDE"}},
		"nothing in it":         {modern(), []string{"EMPTY_MESSAGE"}},
		"26 options": {modern(row(Object{"type": typeSelect, "custom_id": "s", "options": many(26, func(i int) Object { return Object{"label": "l", "value": fmt.Sprint(i)} })})),
			[]string{"BASE_TYPE_BAD_LENGTH"}},
	} {
		if got := codes(judgeMessage(clone(c.m), 0, false)); !slices.Equal(got, c.want) {
			t.Errorf("%s: judged %v, want %v", name, got, c.want)
		}
	}
}

func TestJudgeCommands(t *testing.T) {
	command := func(set Object) []any {
		c := Object{"name": "ask", "description": "d"}
		for k, v := range set {
			c[k] = v
		}
		return []any{clone(c)}
	}
	option := func(set Object) []any {
		return command(Object{"options": []any{Object{"type": 3, "name": "q", "description": "d"}, set}})
	}
	for name, c := range map[string]struct {
		cmds []any
		want string
	}{
		"good":                    {command(nil), ""},
		"upper case":              {command(Object{"name": "Ask"}), "APPLICATION_COMMAND_INVALID_NAME"},
		"no description":          {command(Object{"description": ""}), "BASE_TYPE_BAD_LENGTH"},
		"long French description": {command(Object{"description_localizations": Object{"fr": strings.Repeat("é", 101)}}), "BASE_TYPE_BAD_LENGTH"},
		"unknown locale":          {command(Object{"name_localizations": Object{"fr-FR": "demander"}}), "DICT_TYPE_UNKNOWN_KEY"},
		"required after optional": {option(Object{"type": 3, "name": "r", "description": "d", "required": true}), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"},
		"same option twice":       {option(Object{"type": 3, "name": "q", "description": "d"}), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS"},
		"sub beside option":       {option(Object{"type": 1, "name": "s", "description": "d"}), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"},
		"26 choices": {option(Object{"type": 3, "name": "c", "description": "d", "choices": many(26, func(i int) Object { return Object{"name": fmt.Sprint(i), "value": fmt.Sprint(i)} })}),
			"BASE_TYPE_BAD_LENGTH"},
	} {
		got := codes(judgeCommands(c.cmds))
		if c.want == "" && len(got) > 0 || c.want != "" && !slices.Contains(got, c.want) {
			t.Errorf("%s: judged %v, want %q", name, got, c.want)
		}
	}
}
