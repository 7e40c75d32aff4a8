package store

import (
	"context"
	"database/sql"

	"verbatim/data"
)

// holding finds the open deliveries whose news may hold words of articles, ?1 as
// JSON: they arrived in its period, or were updated in it.
const holding = `FROM deliveries d WHERE d.state IN ('claimed', 'sending') AND (
	EXISTS (SELECT 1 FROM arrivals n WHERE n.article IN (SELECT value FROM json_each(?1)) AND n.num > d.after AND n.num <= d.through)
	OR EXISTS (SELECT 1 FROM revisions r WHERE r.article IN (SELECT value FROM json_each(?1))
		AND r.replaced >= d.since / 1000 AND r.replaced < d.until / 1000))`

// recall takes back the messages under way that may hold words of articles which
// are removed or corrected. Those that were not sent are made anew of what is left.
// Those that may be out are not sent again.
func recall(ctx context.Context, tx *sql.Tx, articles []string) error {
	ids, err := list(articles)
	if err != nil || ids == "" {
		return err
	}
	for _, statement := range []string{
		`UPDATE subscriptions SET handled = d.since, covered = d.after, due = d.until
			FROM (SELECT subscription, since, after, until ` + holding + ` AND d.state = 'claimed') d WHERE subscriptions.id = d.subscription`,
		`DELETE FROM deliveries WHERE id IN (SELECT id ` + holding + ` AND d.state = 'claimed')`,
		`UPDATE subscriptions SET pause = '` + string(data.Done) + `' WHERE kind = '` + string(data.Once) + `' AND pause = '' AND id IN (SELECT subscription ` + holding + `)`,
		`UPDATE deliveries SET state = 'uncertain', content = x'', ended = unixepoch() * 1000,
			error = 'an article of it was removed or corrected before it was known to have arrived' WHERE id IN (SELECT id ` + holding + `)`,
	} {
		if _, err := tx.ExecContext(ctx, statement, ids); err != nil {
			return err
		}
	}
	return nil
}
