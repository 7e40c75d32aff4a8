package data

import (
	"net/url"
	"regexp"
	"strings"
)

// webAddress finds addresses in a text.
var webAddress = regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]*://[^\s"<>` + "`" + `]+`)

// secretNames are parts of the names of query parameters that give access.
var secretNames = []string{"token", "key", "secret", "passw", "pwd", "auth", "signature", "session", "jwt"}

// Redact hides in a text what gives access to a feed: the user and password of an
// address, and the values of parameters such as token and key. For whatever is
// logged or shown; a feed is asked for by its whole address.
func Redact(text string) string {
	if !strings.Contains(text, "://") {
		return text
	}
	return webAddress.ReplaceAllStringFunc(text, redactAddress)
}

func redactAddress(address string) string {
	whole := strings.TrimRight(address, ".,;:!)]'")
	after := address[len(whole):]
	scheme, rest, _ := strings.Cut(whole, "://")
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	if at := strings.LastIndexByte(rest[:end], '@'); at >= 0 {
		rest = hidden + rest[at:]
	}
	path, query, ok := strings.Cut(rest, "?")
	if !ok {
		return scheme + "://" + path + after
	}
	query, fragment, hasFragment := strings.Cut(query, "#")
	parts := strings.Split(query, "&")
	for i, p := range parts {
		if name, value, _ := strings.Cut(p, "="); value != "" && secret(name) {
			parts[i] = name + "=" + hidden
		}
	}
	out := scheme + "://" + path + "?" + strings.Join(parts, "&")
	if hasFragment {
		out += "#" + fragment
	}
	return out + after
}

// hidden stands in the place of what is hidden.
const hidden = "***"

func secret(name string) bool {
	if plain, err := url.QueryUnescape(name); err == nil {
		name = plain
	}
	name = strings.ToLower(name)
	for _, s := range secretNames {
		if strings.Contains(name, s) {
			return true
		}
	}
	return name == "sig" || name == "pass" || name == "sid"
}
