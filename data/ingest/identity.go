package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strings"

	"verbatim/data"
)

// identify gives an article without an id one that the same article gets again:
// of its canonical address, else of its text.
func identify(a *data.Article) {
	switch {
	case a.ID != "":
	case a.URL != "":
		a.ID = "url-" + shortHash(CanonicalURL(a.URL))
	default:
		a.ID = "text-" + shortHash(a.Text)
	}
}

// shortHash is the first 64 bits of the SHA-256 of s: enough for a billion
// articles, a pair of which collides with a chance of about 3 in 100.
func shortHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}

// tracking are query parameters that say where a reader came from.
var tracking = []string{"fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid", "ref_src", "xtor", "at_medium", "at_campaign"}

// CanonicalURL is the form in which two addresses of one article are equal:
// https, host in lower case without default port, no fragment, no tracking
// parameters, the others sorted, no slash at the end. An address that is none
// is returned as it is. It identifies an article; links keep the address given.
func CanonicalURL(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return address
	}
	u.Scheme = "https"
	u.Host = strings.ToLower(u.Host)
	u.Host = strings.TrimSuffix(strings.TrimSuffix(u.Host, ":443"), ":80")
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	u.Path = strings.TrimRight(u.Path, "/")
	u.RawPath = strings.TrimRight(u.RawPath, "/")
	u.RawQuery, u.ForceQuery = canonicalQuery(u.Query()), false
	return u.String()
}

// canonicalQuery sorts the parameters and drops those that track.
func canonicalQuery(q url.Values) string {
	for _, name := range tracking {
		q.Del(name)
	}
	for name := range q {
		if strings.HasPrefix(name, "utm_") {
			q.Del(name)
		}
	}
	return q.Encode()
}
