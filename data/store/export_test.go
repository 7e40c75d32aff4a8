package store

import (
	"fmt"
	"testing"
)

// LimitPages has SQLite refuse to grow the database beyond n pages of 4 KiB,
// as a full disk does.
func LimitPages(t *testing.T, s *SQLite, n int) {
	t.Helper()
	if _, err := s.w.Exec(fmt.Sprintf("PRAGMA max_page_count = %d", n)); err != nil {
		t.Fatal(err)
	}
}
