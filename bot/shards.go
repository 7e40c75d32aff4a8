package bot

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
)

// pacer hands out the turns of identifies: Discord takes max_concurrency of them
// in five seconds, one for each remainder of a shard's number.
type pacer struct {
	mu          sync.Mutex
	concurrency int
	last        map[int]time.Time // remainder -> when an identify was, or will be, sent last
}

func newPacer() *pacer { return &pacer{concurrency: 1, last: map[int]time.Time{}} }

// turn reserves the next identify of a shard, not before a time, and returns how
// long to wait for it.
func (p *pacer) turn(shard int, notBefore time.Time, every time.Duration) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := shard % max(1, p.concurrency)
	if next := p.last[key].Add(every); next.After(notBefore) {
		notBefore = next
	}
	p.last[key] = notBefore
	return time.Until(notBefore)
}

// shard is one session with the gateway. The first one also carries the REST
// traffic of all.
type shard struct {
	transport *transport
	session   *discordgo.Session
}

// spread makes as many shards as Discord recommends. Discord sends each the
// events of its own servers, and direct messages to the first.
func (b *Bot) spread(count, concurrency int) error {
	first := b.shards[0]
	first.transport.pacer.concurrency = max(1, concurrency)
	for n := 1; n < count; n++ {
		t := newTransport(b.transport.base, b.transport.token, b.Log, b.meters)
		t.number, t.pacer, t.limits, t.next, t.tls = n, first.transport.pacer, first.transport.limits, first.transport.next, first.transport.tls
		s, err := t.session(intents)
		if err != nil {
			return err
		}
		s.AddHandler(b.onEvent)
		b.shards = append(b.shards, shard{t, s})
	}
	for n, s := range b.shards {
		if count > 1 {
			s.session.Identify.Shard = &[2]int{n, count}
		}
	}
	return nil
}

// runShards runs all of them until ctx ends or one cannot go on; finish runs
// once, while they close.
func (b *Bot) runShards(ctx context.Context, finish func()) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	finish = sync.OnceFunc(finish)
	ended := make(chan error, len(b.shards))
	for _, s := range b.shards {
		go func() { ended <- s.transport.run(ctx, s.session, finish) }()
	}
	var first error
	for range b.shards {
		if err := <-ended; err != nil && first == nil {
			first = err
		}
		cancel()
	}
	return first
}

// fresh reports whether every shard has a session with a fresh heartbeat.
func (b *Bot) fresh() bool {
	b.mu.Lock()
	shards := b.shards
	b.mu.Unlock()
	for _, s := range shards {
		if !s.transport.fresh() {
			return false
		}
	}
	return true
}

// identifyTurn reserves the next identify and returns how long to wait for it.
func (t *transport) identifyTurn(invalid bool) time.Duration {
	at := time.Now()
	if invalid {
		at = at.Add(t.limits.invalid/5 + rand.N(t.limits.invalid*4/5))
	}
	t.mu.Lock()
	t.identifies++
	t.mu.Unlock()
	return t.pacer.turn(t.number, at, t.limits.identify)
}
