package store_test

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"verbatim/data"
	"verbatim/data/store"
	"verbatim/data/store/storetest"
)

// The test binary started with -store.child DIR stores invented articles from
// -store.from on until it is killed or fails. It prints "stored N" once
// everything below N is acknowledged, and "failed KIND: MESSAGE". With
// -store.read it prints how far an existing store goes, and ends.
var (
	childDir  = flag.String("store.child", "", "store invented articles in this folder until killed")
	childFrom = flag.Int("store.from", 0, "the first invented article")
	childRead = flag.Bool("store.read", false, "only read the folder")
)

func TestMain(m *testing.M) {
	flag.Parse()
	if *childDir == "" {
		os.Exit(m.Run())
	}
	err := restrict()
	switch {
	case err == nil && *childRead:
		err = readOnce(*childDir)
	case err == nil:
		err = storeForever(*childDir, *childFrom)
	}
	if err == nil {
		os.Exit(0)
	}
	kind := "other"
	for name, k := range map[string]error{"full": store.ErrFull, "read-only": store.ErrReadOnly} {
		if errors.Is(err, k) {
			kind = name
		}
	}
	fmt.Printf("failed %s: %v\n", kind, err)
	os.Exit(1)
}

// storeForever returns the error that ends it.
func storeForever(dir string, n int) error {
	ctx := context.Background()
	s, err := store.Open(ctx, dir)
	if err != nil {
		return err
	}
	defer s.Close()
	for {
		var recs []data.Record
		for range 1 + n%7 {
			recs = append(recs, storetest.Article(n, 2))
			n++
		}
		if _, err := s.Put(ctx, recs); err != nil {
			return err
		}
		fmt.Println("stored", n)
	}
}

// readOnce prints the end of the log once it has read the article there.
func readOnce(dir string) error {
	ctx := context.Background()
	s, err := store.OpenReadOnly(ctx, dir)
	if err != nil {
		return err
	}
	defer s.Close()
	p, err := s.Head(ctx)
	if err != nil {
		return err
	}
	fmt.Println("stored", p.Seq)
	_, err = s.Record(ctx, storetest.Article(int(p.Seq)-1, 1).Article.ID)
	return err
}

// child is a process that stores articles.
type child struct {
	cmd *exec.Cmd
	out *bufio.Reader
}

func startChild(t *testing.T, dir string, args ...string) *child {
	t.Helper()
	cmd := exec.Command(os.Args[0], append([]string{"-store.child=" + dir}, args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return &child{cmd: cmd, out: bufio.NewReader(out)}
}

// stored reads one line of the child and returns up to where it has stored.
// ok is false at the end; failure is what it failed of. A line that was cut
// off acknowledges nothing.
func (c *child) stored(t *testing.T) (n int, failure string, ok bool) {
	t.Helper()
	line, err := c.out.ReadString('\n')
	if err != nil {
		return 0, "", false
	}
	line = strings.TrimSuffix(line, "\n")
	if failure, failed := strings.CutPrefix(line, "failed "); failed {
		return 0, failure, false
	}
	n, err = strconv.Atoi(strings.TrimPrefix(line, "stored "))
	if err != nil {
		t.Fatalf("the child printed %q", line)
	}
	return n, "", true
}

// finish reads on to the end and waits for the child.
func (c *child) finish(t *testing.T, stored int) (int, string) {
	t.Helper()
	for {
		n, failure, ok := c.stored(t)
		if !ok {
			c.cmd.Wait()
			return stored, failure
		}
		stored = n
	}
}

// TestKilled kills a storing process 20 times at a random moment: everything
// that it acknowledged is there, batches are whole, numbers without a gap.
func TestKilled(t *testing.T) {
	dir, rng, from := t.TempDir(), rand.New(rand.NewSource(1)), 0
	for round := range 20 {
		c := startChild(t, dir, fmt.Sprint("-store.from=", from))
		stored, failure, ok := c.stored(t)
		if !ok {
			t.Fatalf("round %d: the child stored nothing: %s", round, failure)
		}
		time.AfterFunc(time.Duration(rng.Intn(60_000))*time.Microsecond, func() { c.cmd.Process.Kill() })
		stored, failure = c.finish(t, stored)
		if failure != "" {
			t.Fatalf("round %d: the child failed: %s", round, failure)
		}
		from = survived(t, dir, from, stored)
	}
	t.Logf("%d articles stored in 20 rounds", from)
}

// survived checks a store whose owner was killed after it had acknowledged the
// articles below stored, and returns how many there are.
func survived(t *testing.T, dir string, from, stored int) int {
	t.Helper()
	s, err := store.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	sound(t, s)
	p, err := s.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := int(p.Seq)
	if n < stored {
		t.Fatalf("%d articles were acknowledged, %d changes are stored", stored, n)
	}
	has(t, s, from, n)
	log, err := s.Changes(t.Context(), int64(from), n+1)
	if err != nil || len(log) != n-from {
		t.Fatalf("%d changes after %d, %v; want %d", len(log), from, err, n-from)
	}
	for i, c := range log {
		if c.Seq != int64(from+i+1) || c.Ref != storetest.Article(from+i, 1).Article.ID {
			t.Fatalf("change %d is %+v", from+i+1, c)
		}
	}
	return n
}

// TestInUseByAnotherProcess opens a store that a living process owns.
func TestInUseByAnotherProcess(t *testing.T) {
	dir := t.TempDir()
	c := startChild(t, dir)
	n, failure, ok := c.stored(t)
	if !ok {
		t.Fatalf("the child stored nothing: %s", failure)
	}
	_, err := store.Open(t.Context(), dir)
	if !errors.Is(err, store.ErrInUse) || !strings.Contains(err.Error(), fmt.Sprintf("process %d:", c.cmd.Process.Pid)) {
		t.Errorf("Open: %v, want ErrInUse that names process %d", err, c.cmd.Process.Pid)
	}
	r, err := store.OpenReadOnly(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	has(t, r, 0, n)
	r.Close()
	c.cmd.Process.Kill()
	c.finish(t, n)
	has(t, open(t, dir), 0, n) // the lock ended with its process
}

func canceled(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
