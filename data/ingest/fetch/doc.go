// Package fetch gets pages and feeds from servers that nobody vouches for.
//
// The addresses come from feeds, pages and chat, so that none is trusted: only
// http and https, and no address of this machine or its networks, checked on
// the address that is really dialled, for each connection of each redirect.
// Size (unpacked), time and redirects are bounded. A server is asked by one
// request at a time, and pages only where its robots.txt allows it.
package fetch
