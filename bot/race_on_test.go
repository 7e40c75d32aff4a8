//go:build race

package bot

// underRace: the race detector slows a burst down so much that the answers
// would miss Discord's three seconds.
const underRace = true
