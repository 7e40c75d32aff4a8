package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"

	"verbatim/data"
)

// identify gives an article without an id one that the same article gets again:
// of its canonical address, else of its text.
func identify(a *data.Article) {
	switch {
	case a.ID != "":
	case a.URL != "":
		a.ID = ArticleID(a.URL)
	default:
		a.ID = "text-" + shortHash(a.Text)
	}
}

// ArticleID is the id of the article at an address that came without one.
func ArticleID(address string) string { return "url-" + shortHash(CanonicalURL(address)) }

// shortHash is the first 64 bits of the SHA-256 of s: enough for a billion
// articles, a pair of which collides with a chance of about 3 in 100.
func shortHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}

// tracking are query parameters that say where a reader came from, and those
// that ask for another form of the same page.
var tracking = []string{
	"fbclid", "gclid", "dclid", "msclkid", "igshid", "yclid", "mc_cid", "mc_eid", "mkt_tok", "ref_src", "ref", "xtor", "cmpid", "ocid",
	"at_medium", "at_campaign", "ito", "smid", "smtyp", "partner", "ncid", "sr_share", "share", "feature", "guccounter", "amp", "output", "outputtype",
}

// mobile are the names before a host that say for which screen it is, and "www"
// that says nothing.
var mobile = []string{"www.", "m.", "mobile.", "amp."}

// CanonicalURL is the form in which two addresses of one article are equal:
// https, host in lower case without default port and without "www" and "m",
// no fragment, no tracking parameters, the others sorted, nothing that asks for
// the AMP form, no slash at the end. An address that is none is returned as it
// is. It identifies an article; links keep the address given.
func CanonicalURL(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return address
	}
	u.Scheme = "https"
	u.Host = canonicalHost(u.Host)
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	u.Path, u.RawPath = canonicalPath(u.Path), canonicalPath(u.RawPath)
	u.RawQuery, u.ForceQuery = canonicalQuery(u.Query()), false
	return u.String()
}

func canonicalHost(host string) string {
	host = strings.ToLower(host)
	host = strings.TrimSuffix(strings.TrimSuffix(host, ":443"), ":80")
	for _, name := range mobile {
		if rest, ok := strings.CutPrefix(host, name); ok && strings.Contains(rest, ".") {
			return rest
		}
	}
	return host
}

// canonicalPath drops the segment "amp" at either end and the slash at the end.
func canonicalPath(path string) string {
	path = strings.TrimRight(path, "/")
	for _, end := range []string{"/amp", ".amp", "/amp.html"} {
		path = strings.TrimSuffix(path, end)
	}
	if rest, ok := strings.CutPrefix(path, "/amp/"); ok {
		path = "/" + rest
	}
	return path
}

// canonicalQuery sorts the parameters and drops those that track.
func canonicalQuery(q url.Values) string {
	for name := range q {
		lower := strings.ToLower(name)
		if strings.HasPrefix(lower, "utm_") || slices.Contains(tracking, lower) {
			q.Del(name)
		}
	}
	return q.Encode()
}
