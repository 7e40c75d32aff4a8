package bot

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"verbatim/data"
)

// memory is a Memory that forgets everything with the test.
type memory struct {
	mu        sync.Mutex
	guilds    map[string]data.GuildSettings
	gaps      []data.Gap
	feedback  []data.Feedback
	audit     []data.AuditLine
	gone      map[string]time.Time
	fail      error
	failReads int // of settings, so many times
}

var _ Memory = (*memory)(nil)

func newMemory() *memory {
	return &memory{guilds: map[string]data.GuildSettings{}, gone: map[string]time.Time{}}
}

// do runs f alone.
func (m *memory) do(f func()) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	f()
	return m.fail
}

func (m *memory) GuildSettings(_ context.Context, guild string) (s data.GuildSettings, err error) {
	failed := false
	err = m.do(func() {
		if failed = m.failReads > 0; failed {
			m.failReads--
		}
		s = m.guilds[guild]
	})
	if failed {
		return data.GuildSettings{}, errors.New("the store is busy")
	}
	return s, err
}

func (m *memory) PutGuildSettings(_ context.Context, guild string, s data.GuildSettings) error {
	return m.do(func() { m.guilds[guild] = s })
}

func (m *memory) CountGap(_ context.Context, g data.Gap) error {
	return m.do(func() { m.gaps = append(m.gaps, g) })
}

func (m *memory) Gaps(_ context.Context, guild string, limit int) (out []data.Gap, err error) {
	err = m.do(func() {
		for _, g := range m.gaps {
			if g.Guild == guild && len(out) < limit {
				out = append(out, g)
			}
		}
	})
	return out, err
}

func (m *memory) AddFeedback(_ context.Context, f data.Feedback) (id int64, err error) {
	err = m.do(func() { m.feedback = append(m.feedback, f); id = int64(len(m.feedback)) })
	return id, err
}

func (m *memory) FeedbackOf(_ context.Context, member string) (out []data.Feedback, err error) {
	err = m.do(func() {
		for _, f := range m.feedback {
			if f.Member == member {
				out = append(out, f)
			}
		}
	})
	return out, err
}

func (m *memory) EraseMember(_ context.Context, member string) (n int, err error) {
	err = m.do(func() {
		n = len(m.feedback)
		m.feedback = slices.DeleteFunc(m.feedback, func(f data.Feedback) bool { return f.Member == member })
		n -= len(m.feedback)
	})
	return n, err
}

func (m *memory) AddAudit(_ context.Context, l data.AuditLine) error {
	return m.do(func() { m.audit = append(m.audit, l) })
}

func (m *memory) Audit(_ context.Context, guild string, limit int) (out []data.AuditLine, err error) {
	err = m.do(func() {
		for _, l := range slices.Backward(m.audit) {
			if l.Guild == guild && len(out) < limit {
				out = append(out, l)
			}
		}
	})
	return out, err
}

func (m *memory) ExportGuild(_ context.Context, guild string) (out []byte, err error) {
	err = m.do(func() { out, _ = json.Marshal(map[string]any{"guild": guild, "settings": m.guilds[guild]}) })
	return out, err
}

func (m *memory) LeaveGuild(_ context.Context, guild string, at time.Time) error {
	return m.do(func() { m.gone[guild] = at })
}

func (m *memory) RejoinGuild(_ context.Context, guild string) error {
	return m.do(func() { delete(m.gone, guild) })
}

func (m *memory) KnownGuilds(context.Context) (out []string, err error) {
	err = m.do(func() {
		for g := range m.guilds {
			if _, left := m.gone[g]; !left {
				out = append(out, g)
			}
		}
	})
	return out, err
}

func (m *memory) ForgetGuilds(_ context.Context, before time.Time) (out []string, err error) {
	err = m.do(func() {
		for g, at := range m.gone {
			if at.Before(before) {
				delete(m.gone, g)
				delete(m.guilds, g)
				out = append(out, g)
			}
		}
	})
	return out, err
}

// given are the verdicts that members gave.
func (m *memory) given() (out []data.Feedback) {
	_ = m.do(func() { out = slices.Clone(m.feedback) })
	return out
}
