package poll

import (
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"

	"verbatim/data/ingest"
)

// aliases are the further canonical addresses that an article has by its page's
// rel=canonical. own is its canonical address, served where its page came from
// after redirects. Pages name wrong ones: what stands on another site, or above
// the article (its section, the front page), is not it.
func aliases(own, served, named string) []string {
	named = ingest.CanonicalURL(named)
	to, err := url.Parse(named)
	if err != nil || to.Host == "" || named == own {
		return nil
	}
	known := false
	for _, address := range []string{own, ingest.CanonicalURL(served)} {
		u, err := url.Parse(address)
		if err != nil || !sameSite(u, to) {
			continue
		}
		if above(to, u) {
			return nil
		}
		known = true
	}
	if !known {
		return nil
	}
	return []string{named}
}

// above reports whether an address is the front page, or a section that holds u.
func above(to, u *url.URL) bool {
	section := strings.TrimSuffix(to.Path, "/") + "/"
	return to.RawQuery == "" && (section == "/" || len(section) <= len(u.Path) && strings.HasPrefix(u.Path, section))
}

// sameSite reports whether two addresses belong to one owner, as the public
// suffix list has it.
func sameSite(a, b *url.URL) bool {
	if a.Host == b.Host {
		return true
	}
	if _, err := netip.ParseAddr(a.Hostname()); err == nil {
		return false
	}
	x, errX := publicsuffix.EffectiveTLDPlusOne(a.Hostname())
	y, errY := publicsuffix.EffectiveTLDPlusOne(b.Hostname())
	return errX == nil && errY == nil && x == y
}
