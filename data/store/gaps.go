package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"verbatim/data"
)

// maxGapNames is how many speakers, and how many concepts, of one gap are kept,
// and maxGapName how long each may be, in bytes. What is more is a pasted text.
const (
	maxGapNames = 12
	maxGapName  = 100
)

// CountGap adds one to a gap: questions of one server, for the same speakers,
// topic and days. It was asked last at g.Last; g.Count does not matter.
func (s *SQLite) CountGap(ctx context.Context, g data.Gap) error {
	speakers, topic := gapNames(g.Speakers), gapNames(g.Topic)
	if err := firstOf(checkIDOrNone("server", g.Guild), checkTime(g.Last), checkTexts(speakers, topic, g.Since, g.Until)); err != nil {
		return err
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO gaps (guild, speakers, topic, since, until, times, last) VALUES (?, ?, ?, ?, ?, 1, ?)
			ON CONFLICT DO UPDATE SET times = times + 1, last = max(last, excluded.last)`,
			g.Guild, speakers, topic, g.Since, g.Until, g.Last.UnixMilli())
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM gaps WHERE guild = ?1 AND (speakers, topic, since, until) IN
			(SELECT speakers, topic, since, until FROM gaps WHERE guild = ?1 ORDER BY last DESC, times DESC LIMIT -1 OFFSET ?2)`, g.Guild, MaxGaps)
		return err
	})
}

// gapNames writes names as they are compared: sorted, each once.
func gapNames(names []string) string {
	kept := []string{}
	for _, n := range names[:min(len(names), maxGapNames)] {
		if n != "" && len(n) <= maxGapName && checkText(n) == nil {
			kept = append(kept, n)
		}
	}
	slices.Sort(kept)
	b, err := json.Marshal(slices.Compact(kept))
	if err != nil {
		return "[]" // no list of strings fails
	}
	return string(b)
}

// Gaps lists up to limit gaps of a server ("" is direct messages), those asked
// for most often first, the latest of equals before the others.
func (s *SQLite) Gaps(ctx context.Context, guild string, limit int) ([]data.Gap, error) {
	if err := checkIDOrNone("server", guild); err != nil {
		return nil, err
	}
	var out []data.Gap
	err := s.rows(ctx, func(rows *sql.Rows) error {
		var g data.Gap
		var speakers, topic string
		var last int64
		if err := rows.Scan(&g.Guild, &speakers, &topic, &g.Since, &g.Until, &g.Count, &last); err != nil {
			return err
		}
		g.Last = moment(last)
		err := firstOf(json.Unmarshal([]byte(speakers), &g.Speakers), json.Unmarshal([]byte(topic), &g.Topic))
		out = append(out, g)
		return err
	}, `SELECT guild, speakers, topic, since, until, times, last FROM gaps WHERE guild = ?
		ORDER BY times DESC, last DESC, speakers, topic, since, until LIMIT ?`, guild, max(limit, 0))
	return out, err
}

// firstOf is the first error of several checks.
func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
