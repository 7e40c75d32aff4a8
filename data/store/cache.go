package store

import (
	linked "container/list"
	"context"
	"database/sql"
	"sync"

	"verbatim/data"
)

// Cache reads records and keeps those read last, put together, in memory. Each
// read compares their digests with the store's, so that what changed or is gone
// is never given. Its records are shared: callers do not change them. It is safe
// for concurrent use.
type Cache struct {
	store *SQLite
	limit int // bytes

	mu     sync.Mutex
	bytes  int
	recent *linked.List // of *kept, last read first
	byID   map[string]*linked.Element
}

// kept is a record in memory.
type kept struct {
	record data.Record
	digest string
	bytes  int
}

// NewCache keeps records of up to so many bytes.
func NewCache(s *SQLite, limit int) *Cache {
	return &Cache{store: s, limit: limit, recent: linked.New(), byID: map[string]*linked.Element{}}
}

// Records returns the records stored under ids, in the order asked. Ids that
// are not stored are left out.
func (c *Cache) Records(ctx context.Context, ids []string) ([]data.Record, error) {
	digests := make(map[string]string, len(ids))
	err := c.store.each(ctx, ids, `id, digest`, func(rows *sql.Rows) error {
		var id, digest string
		err := rows.Scan(&id, &digest)
		digests[id] = digest
		return err
	})
	if err != nil {
		return nil, err
	}
	found, missing := c.find(ids, digests)
	if len(missing) > 0 {
		var read []*kept
		err := c.store.eachRecord(ctx, missing, func(r data.Record, digest string) {
			found[r.Article.ID] = r
			read = append(read, &kept{r, digest, size(&r)})
		})
		if err != nil {
			return nil, err
		}
		c.keep(read)
	}
	return inOrder(found, ids), nil
}

// find is what is kept of the ids as the digests say it is, and which of the rest
// are stored.
func (c *Cache) find(ids []string, digests map[string]string) (found map[string]data.Record, missing []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found = make(map[string]data.Record, len(ids))
	for _, id := range ids {
		digest, stored := digests[id]
		e := c.byID[id]
		switch {
		case e != nil && stored && e.Value.(*kept).digest == digest:
			c.recent.MoveToFront(e)
			found[id] = e.Value.(*kept).record
			continue
		case e != nil:
			c.drop(e)
		}
		if stored {
			missing = append(missing, id)
		}
	}
	return found, missing
}

// keep takes records in, and drops those that were not read for longest.
func (c *Cache) keep(read []*kept) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, k := range read {
		id := k.record.Article.ID
		if e := c.byID[id]; e != nil {
			c.drop(e)
		}
		c.byID[id] = c.recent.PushFront(k)
		c.bytes += k.bytes
	}
	for c.bytes > c.limit {
		c.drop(c.recent.Back())
	}
}

func (c *Cache) drop(e *linked.Element) {
	k := c.recent.Remove(e).(*kept)
	delete(c.byID, k.record.Article.ID)
	c.bytes -= k.bytes
}

// size is about how many bytes a record takes in memory.
func size(r *data.Record) int {
	const article, block, quote = 500, 40, 250
	return article + len(r.Article.Text) + block*len(r.Blocks) + quote*len(r.Quotes)
}
