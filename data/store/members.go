package store

import (
	"context"
	"database/sql"
	"errors"

	"verbatim/data"
)

const feedbackColumns = `id, at, guild, verdict, reason, lang, question, place, member, article, words`

// AddFeedback keeps a verdict on an answer and returns its id.
func (s *SQLite) AddFeedback(ctx context.Context, f data.Feedback) (id int64, err error) {
	if err := checkFeedback(f); err != nil {
		return 0, err
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `INSERT INTO feedback (at, guild, verdict, reason, lang, question, place, member, article, words)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			f.At.UnixMilli(), f.Guild, string(f.Verdict), f.Reason, f.Lang, f.Question, f.Where, f.Member, f.ArticleID, f.Words)
		if err != nil {
			return err
		}
		if id, err = res.LastInsertId(); err != nil {
			return err
		}
		return trimFeedback(ctx, tx, f.Guild, MaxFeedback)
	})
	if err != nil {
		return 0, err
	}
	return id, nil
}

func checkFeedback(f data.Feedback) error {
	switch f.Verdict {
	case data.Good, data.Bad, data.Missing:
	default:
		return invalid("verdict %q: want good, bad or missing", short(string(f.Verdict)))
	}
	return firstOf(checkTime(f.At), checkIDOrNone("server", f.Guild), checkIDOrNone("member", f.Member),
		checkTexts(f.Reason, f.Lang, f.Question, f.Where, f.ArticleID, f.Words))
}

// trimFeedback keeps the newest rows of a server; those without a question, of
// which anybody can make many, go first.
func trimFeedback(ctx context.Context, tx *sql.Tx, guild string, keep int) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM feedback WHERE guild = ?1 AND id IN
		(SELECT id FROM feedback WHERE guild = ?1 ORDER BY question <> '' DESC, id DESC LIMIT -1 OFFSET ?2)`, guild, keep)
	return err
}

// trim keeps the newest rows of a server in a table of numbered rows.
func trim(ctx context.Context, tx *sql.Tx, table, guild string, keep int) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE guild = ?1 AND id <=
		(SELECT id FROM `+table+` WHERE guild = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)`, guild, keep)
	return err
}

// FeedbackOf lists what is kept of a member's feedback, newest first.
func (s *SQLite) FeedbackOf(ctx context.Context, member string) ([]data.Feedback, error) {
	if err := checkID("member", member); err != nil {
		return nil, err
	}
	return s.feedback(ctx, `SELECT `+feedbackColumns+` FROM feedback WHERE member = ? AND member <> '' ORDER BY id DESC`, member)
}

// Feedback lists up to limit verdicts of a server ("" is direct messages),
// newest first.
func (s *SQLite) Feedback(ctx context.Context, guild string, limit int) ([]data.Feedback, error) {
	if err := checkIDOrNone("server", guild); err != nil {
		return nil, err
	}
	return s.feedback(ctx, `SELECT `+feedbackColumns+` FROM feedback WHERE guild = ? ORDER BY id DESC LIMIT ?`, guild, max(limit, 0))
}

// AgreedFeedback lists, of all servers and oldest first, the feedback whose
// question a member agreed to have kept.
func (s *SQLite) AgreedFeedback(ctx context.Context) ([]data.Feedback, error) {
	return s.feedback(ctx, `SELECT `+feedbackColumns+` FROM feedback WHERE question <> '' ORDER BY id`)
}

func (s *SQLite) feedback(ctx context.Context, query string, args ...any) (out []data.Feedback, err error) {
	err = s.rows(ctx, func(rows *sql.Rows) error {
		var f data.Feedback
		var at int64
		err := rows.Scan(&f.ID, &at, &f.Guild, &f.Verdict, &f.Reason, &f.Lang, &f.Question, &f.Where, &f.Member, &f.ArticleID, &f.Words)
		f.At = moment(at)
		out = append(out, f)
		return err
	}, query, args...)
	return out, err
}

// EraseMember deletes a member's feedback and what is brought to the member
// directly, takes the member out of audit lines and the subscriptions of
// channels, which stay, and counts all of them. It is overwritten like what
// Remove takes down.
func (s *SQLite) EraseMember(ctx context.Context, member string) (n int, err error) {
	if err := checkID("member", member); err != nil {
		return 0, err
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		n = 0
		for _, statement := range []string{
			`DELETE FROM feedback WHERE member = ?`, `DELETE FROM subscriptions WHERE member = ? AND channel = ''`,
			`UPDATE subscriptions SET member = '' WHERE member = ?`, `UPDATE audit SET actor = '' WHERE actor = ?`,
		} {
			done, err := affected(tx.ExecContext(ctx, statement, member))
			if err != nil {
				return err
			}
			n += int(done)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	if err = s.emptyLog(ctx); errors.Is(err, ErrLogged) {
		err = nil // a later checkpoint overwrites it: nothing that the member could do
	}
	return n, err
}

// AddAudit keeps a line about an administrative action.
func (s *SQLite) AddAudit(ctx context.Context, l data.AuditLine) error {
	err := firstOf(checkTime(l.At), checkID("server", l.Guild), checkIDOrNone("channel", l.Channel), checkIDOrNone("member", l.Actor), checkTexts(l.Action, l.Detail))
	if err != nil {
		return err
	}
	return s.write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO audit (at, guild, channel, actor, action, detail) VALUES (?, ?, ?, ?, ?, ?)`,
			l.At.UnixMilli(), l.Guild, l.Channel, l.Actor, l.Action, l.Detail)
		if err != nil {
			return err
		}
		return trim(ctx, tx, "audit", l.Guild, MaxAudit)
	})
}

// Audit lists up to limit audit lines of a server, newest first.
func (s *SQLite) Audit(ctx context.Context, guild string, limit int) (out []data.AuditLine, err error) {
	if err := checkID("server", guild); err != nil {
		return nil, err
	}
	err = s.rows(ctx, func(rows *sql.Rows) error {
		var l data.AuditLine
		var at int64
		err := rows.Scan(&at, &l.Guild, &l.Channel, &l.Actor, &l.Action, &l.Detail)
		l.At = moment(at)
		out = append(out, l)
		return err
	}, `SELECT at, guild, channel, actor, action, detail FROM audit WHERE guild = ? ORDER BY id DESC LIMIT ?`, guild, max(limit, 0))
	return out, err
}
