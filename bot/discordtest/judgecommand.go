package discordtest

import (
	"fmt"
	"regexp"
	"strings"
)

// nameForm is Discord's rule for the names of slash commands and their options.
var nameForm = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

// judgeCommands checks a list of slash commands to be registered.
func judgeCommands(commands []any) []problem {
	j := &judge{}
	j.count("", len(commands), 0, 100)
	seen := map[string]bool{}
	for i, x := range commands {
		c, at := object(x), fmt.Sprint(i)
		t := num(c["type"])
		if t != 0 && t != 1 && t != 3 {
			j.fail(at+".type", "TYPE_NOT_JUDGED", "this fake judges slash and message commands only, not type %d", t)
		}
		if seen[str(c["name"])] {
			j.fail(at+".name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "%q stands twice", c["name"])
		}
		seen[str(c["name"])] = true
		if t == 3 {
			j.menuCommand(at, c)
			continue
		}
		if size := j.named(at, c) + j.options(at+".options", list(c["options"]), 0); size > 8000 {
			j.fail(at, "APPLICATION_COMMAND_TOO_LARGE", "at most 8000 characters, has %d", size)
		}
	}
	return j.problems
}

// menuCommand checks a command of a message's menu: a name, and nothing to fill
// in.
func (j *judge) menuCommand(at string, c Object) {
	j.length(at+".name", c["name"], 1, 32)
	j.length(at+".description", c["description"], 0, 0)
	j.count(at+".options", len(list(c["options"])), 0, 0)
	for lang, name := range object(c["name_localizations"]) {
		j.locale(at, lang)
		j.length(at+".name_localizations."+lang, name, 1, 32)
	}
}

// named checks the name and the description of a command or option, in each
// language, and returns what they count towards the command's size.
func (j *judge) named(at string, c Object) int {
	longestName, longestText := length(c["name"]), length(c["description"])
	j.name(at+".name", str(c["name"]))
	j.length(at+".description", c["description"], 1, 100)
	for lang, name := range object(c["name_localizations"]) {
		j.locale(at, lang)
		j.name(at+".name_localizations."+lang, str(name))
		longestName = max(longestName, length(name))
	}
	for lang, text := range object(c["description_localizations"]) {
		j.locale(at, lang)
		j.length(at+".description_localizations."+lang, text, 1, 100)
		longestText = max(longestText, length(text))
	}
	return longestName + longestText
}

func (j *judge) name(path, name string) {
	if !nameForm.MatchString(name) || name != strings.ToLower(name) {
		j.fail(path, "APPLICATION_COMMAND_INVALID_NAME", "%q", name)
	}
}

func (j *judge) locale(path, lang string) {
	const known = " id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko "
	if !strings.Contains(known, " "+lang+" ") {
		j.fail(path, "DICT_TYPE_UNKNOWN_KEY", "unknown locale %q", lang)
	}
}

func (j *judge) options(path string, options []any, depth int) (size int) {
	j.count(path, len(options), 0, 25)
	seen, optional, subs := map[string]bool{}, false, 0
	for i, x := range options {
		o, at := object(x), fmt.Sprintf("%s.%d", path, i)
		size += j.named(at, o)
		if seen[str(o["name"])] {
			j.fail(at+".name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "%q", o["name"])
		}
		seen[str(o["name"])] = true
		if num(o["type"]) == 1 {
			subs++
			if depth > 0 {
				j.fail(at, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "sub-commands do not nest")
			}
			size += j.options(at+".options", list(o["options"]), depth+1)
			continue
		}
		if flag(o["required"]) && optional {
			j.fail(at, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "required options stand first")
		}
		optional = optional || !flag(o["required"])
		size += j.option(at, o)
	}
	if subs > 0 && subs < len(options) {
		j.fail(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "sub-commands beside plain options")
	}
	return size
}

func (j *judge) option(at string, o Object) (size int) {
	kind, choices := num(o["type"]), list(o["choices"])
	if kind < 1 || kind > 11 {
		j.fail(at+".type", "BASE_TYPE_CHOICES", "option type %d", kind)
	}
	if flag(o["autocomplete"]) && len(choices) > 0 {
		j.fail(at, "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES", "autocomplete beside choices")
	}
	if n := num(o["max_length"]); n < 0 || n > 6000 {
		j.fail(at+".max_length", "NUMBER_TYPE_MAX", "out of 1 to 6000: %d", n)
	}
	j.choices(at+".choices", choices)
	for _, c := range choices {
		size += length(object(c)["name"]) + length(object(c)["value"])
	}
	return size
}
