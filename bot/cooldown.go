package bot

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// guildShare is how many members' worth of questions one server has in a minute.
const guildShare = 15

// minShown is the shortest wait that is told: less reads as none.
const minShown = time.Second

// maxCooldowns bounds how many members and servers are remembered at once.
const maxCooldowns = 20_000

// cooldown limits how often members ask: a bucket for each member, and one for
// each server, that fills up within a minute.
type cooldown struct {
	mu      sync.Mutex
	buckets map[string]*rate.Limiter
}

// take counts a question. It returns how long to wait where there were too many
// already; the question does not count then.
func (c *cooldown) take(member, guild string, perMinute int, now time.Time) time.Duration {
	if perMinute <= 0 {
		return 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	own := c.bucket("m"+member+"@"+guild, perMinute).ReserveN(now, 1)
	wait := own.DelayFrom(now)
	if wait == 0 && guild != "" {
		shared := c.bucket("g"+guild, guildShare*perMinute).ReserveN(now, 1)
		if wait = shared.DelayFrom(now); wait > 0 {
			shared.CancelAt(now)
		}
	}
	if wait > 0 {
		own.CancelAt(now)
	}
	return wait
}

// bucket finds or makes a bucket; c.mu is held. A bucket that was made for
// another limit is replaced, which happens when a server changes its settings.
func (c *cooldown) bucket(key string, perMinute int) *rate.Limiter {
	l := c.buckets[key]
	if l != nil && l.Burst() == perMinute {
		return l
	}
	if len(c.buckets) >= maxCooldowns {
		clear(c.buckets) // a flood from everywhere: start again, a minute's count is lost
	}
	if c.buckets == nil {
		c.buckets = map[string]*rate.Limiter{}
	}
	l = rate.NewLimiter(rate.Limit(float64(perMinute)/60), perMinute)
	c.buckets[key] = l
	return l
}

// share counts a question of a member in a server, by the server's limit or the
// bot's. It returns how long to wait where the share is used up.
func (b *Bot) share(ctx context.Context, member, guild string) time.Duration {
	perMinute := b.settingsOf(ctx, guild).PerMinute
	if perMinute == 0 {
		perMinute = b.PerMinute
	}
	return b.cooldown.take(member, guild, perMinute, time.Now())
}
