package fetch

import (
	"errors"
	"fmt"
	"net/netip"
	"syscall"
)

// ErrAddress is a server inside a network that requests from outside must not
// reach.
var ErrAddress = errors.New("the address is not public")

// special are the blocks of the IANA's special-purpose registries that netip
// has no method for.
func special() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15",
		"198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10",
	} {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}

// public reports whether an address is one of the open internet.
func public(ip netip.Addr, special []netip.Prefix) bool {
	ip = ip.Unmap().WithZone("")
	if !ip.IsValid() || !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range special {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}

// guard is the control function of a dialer: it is called with the address that
// is about to be dialled, after all names are resolved, so that a name that
// changes its address between check and use gains nothing.
func guard(allow []netip.Prefix) func(network, address string, _ syscall.RawConn) error {
	special := special()
	return func(network, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("%w: %s", ErrAddress, address)
		}
		ip := at.Addr().Unmap().WithZone("")
		for _, p := range allow {
			if p.Contains(ip) {
				return nil
			}
		}
		if !public(ip, special) {
			return fmt.Errorf("%w: %s (an operator can allow it with FETCH_ALLOW)", ErrAddress, ip)
		}
		return nil
	}
}

// ParseAllow reads a list of addresses and networks: "127.0.0.1", "10.1.0.0/16".
func ParseAllow(list []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, s := range list {
		if ip, err := netip.ParseAddr(s); err == nil {
			out = append(out, netip.PrefixFrom(ip, ip.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return nil, fmt.Errorf("%q is no address and no network: write 127.0.0.1 or 10.1.0.0/16", s)
		}
		out = append(out, p)
	}
	return out, nil
}
