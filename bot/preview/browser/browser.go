// Package browser runs a headless Chromium for tests of the preview.
package browser

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Browser is a Chromium that lives as long as a test.
type Browser struct {
	context.Context
	t testing.TB

	mu      sync.Mutex
	foreign []string // requests that left loopback
	faults  []string // exceptions and errors of the page
}

// Start starts a Chromium, or skips the test loudly where there is none. At its
// end the test fails where the page asked anybody off loopback for anything, or
// where an exception or an error was logged.
func Start(t testing.TB) *Browser {
	t.Helper()
	path := find()
	if path == "" {
		t.Skip("NO CHROMIUM: the preview is not tested in a browser. On Debian: apt-get install chromium")
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.UserDataDir(t.TempDir()),
	}
	for _, name := range []string{"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync", "disable-default-apps", "disable-extensions", "disable-dev-shm-usage", "mute-audio", "hide-scrollbars"} {
		options = append(options, chromedp.Flag(name, true))
	}
	allocator, endAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	return newTab(t, allocator, endAllocator)
}

// newTab opens a tab.
func newTab(t testing.TB, parent context.Context, after func()) *Browser {
	t.Helper()
	b := &Browser{t: t}
	ctx, end := chromedp.NewContext(parent, chromedp.WithListener(b.note))
	b.Context = ctx
	t.Cleanup(func() { b.judge(); end(); after() })
	// The first run of a context starts what lives as long as that: no time-out.
	if err := chromedp.Do(ctx, enable(network.Enable, network.EnableParams{}), enable(log.Enable, cdp.Empty{}), enable(runtime.Enable, cdp.Empty{})); err != nil {
		t.Fatalf("Chromium does not start: %v", err)
	}
	return b
}

func enable[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

// find is the path of a Chromium, empty where there is none.
func find() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// For makes what fails from now on fail another test, one within the first.
func (b *Browser) For(t testing.TB) *Browser {
	b.t = t
	return b
}

// Within is how long a step may take; machines that run other tests are slow.
const Within = 30 * time.Second

// Run carries an action out and returns its value; it fails the test where it
// cannot be.
func Run[T any](b *Browser, action chromedp.Action[T]) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.Context, Within)
	defer cancel()
	out, err := chromedp.Run(ctx, action)
	if err != nil {
		b.fail(err)
	}
	return out
}

// Do carries actions out that have no value.
func (b *Browser) Do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	Run(b, chromedp.Steps(actions...))
}

// Call sends a command of the protocol.
func Call[P, R any](b *Browser, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	return Run(b, func(ctx context.Context, t *chromedp.Target) (R, error) {
		return cdp.Call(ctx, t, command, params)
	})
}

// Get evaluates a JavaScript expression, waiting where it is a promise.
func Get[T any](b *Browser, expression string) T {
	b.t.Helper()
	return Run(b, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// Wait waits until a JavaScript expression is true.
func (b *Browser) Wait(expression string) {
	b.t.Helper()
	for end := time.Now().Add(Within); !Get[bool](b, "!!("+expression+")"); time.Sleep(15 * time.Millisecond) {
		if time.Now().After(end) {
			b.fail(fmt.Errorf("never true: %s", expression))
		}
	}
}

// fail ends the test with what stands on the page.
func (b *Browser) fail(err error) {
	b.t.Helper()
	page, _ := chromedp.Run(b.Context, chromedp.Evaluate[string](`document.body.innerText.slice(-3000)`))
	b.t.Fatalf("%v\nThe page:\n%s", err, page)
}

// note notes where requests go, and what the browser complains of.
func (b *Browser) note(e any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := e.(type) {
	case *network.EventRequestWillBeSent:
		if !onLoopback(e.Request.URL) {
			b.foreign = append(b.foreign, e.Request.URL)
		}
	case *runtime.EventExceptionThrown:
		b.faults = append(b.faults, e.ExceptionDetails.Text+" "+e.ExceptionDetails.Exception.Description)
	case *log.EventEntryAdded:
		if e.Entry.Level == "error" {
			b.faults = append(b.faults, e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

// Forgive forgets what the browser complained of so far, where a test provoked
// it, and returns it.
func (b *Browser) Forgive() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	faults := b.faults
	b.faults = nil
	return faults
}

func onLoopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	if u.Scheme == "data" || u.Scheme == "blob" || u.Scheme == "about" {
		return true
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

func (b *Browser) judge() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, address := range b.foreign {
		b.t.Errorf("the page asked %s", address)
	}
	for _, fault := range b.faults {
		b.t.Errorf("the page failed: %s", fault)
	}
}
