package preview

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
)

// securityHeaders let the page load and call nothing but itself, and keep it out
// of other pages' frames. No script or style stands in the page, and no text can
// become one: trusted types forbid all that makes HTML of strings.
func securityHeaders() map[string]string {
	return map[string]string{
		"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
			"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "no-referrer",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Cache-Control":                "no-store",
	}
}

// guarded refuses visits under a name that is not the page's own: another site
// whose name points here (DNS rebinding) would read and write all there is.
func (p *Page) guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for k, v := range securityHeaders() {
			w.Header().Set(k, v)
		}
		if !p.ownName(r.Host) {
			http.Error(w, fmt.Sprintf("This page is not visited under the name %q. Use the address that `verbatim preview` printed, or name this one with --host.", r.Host), http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (p *Page) ownName(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.Trim(name, "[]")
	return loopback(name) || slices.ContainsFunc(p.Hosts, func(h string) bool { return strings.EqualFold(h, name) })
}

func loopback(name string) bool {
	ip := net.ParseIP(name)
	return strings.EqualFold(name, "localhost") || ip != nil && ip.IsLoopback()
}

// Listen listens on an address, which must be on loopback unless hosts say under
// which names others may visit the page.
func Listen(addr string, hosts []string) (net.Listener, error) {
	name, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("the address %q must look like 127.0.0.1:8017: %w", addr, err)
	}
	if !loopback(name) && len(hosts) == 0 {
		return nil, fmt.Errorf("on %q everybody who reaches this machine could use the page, as its administrator: take 127.0.0.1, or say with --host under which name they may visit it", addr)
	}
	l, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is in use: is another `verbatim preview` running? Else choose another port, such as --addr 127.0.0.1:0 for any free one", addr)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w: choose another address with --addr", addr, err)
	}
	return l, nil
}
