package ingest

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"golang.org/x/text/encoding/unicode"
)

// item is one article as it stands in a source, or the fault in its place.
type item struct {
	where string
	line  int // 0: the whole file
	raw   []byte
	err   error
	format
}

// read gives the items of s to yield, in order, until it returns false. Every
// byte read is told to count.
func (s source) read(stdin io.Reader, count func(int), yield func(item) bool) {
	in := stdin
	if s.path != Stdin {
		f, err := os.Open(s.path)
		if err != nil {
			yield(s.fault(0, err))
			return
		}
		defer f.Close()
		in = f
	}
	in = &counter{r: in, count: count}
	if !s.lines {
		yield(s.whole(in))
		return
	}
	lines, err := textOf(in)
	if err != nil {
		yield(s.fault(0, err))
		return
	}
	s.eachLine(NewLineReader(lines), yield)
}

// whole is the one item of a file that is an article.
func (s source) whole(in io.Reader) item {
	raw, err := io.ReadAll(io.LimitReader(in, MaxLine+1))
	switch {
	case err != nil:
		return s.fault(0, err)
	case len(raw) > MaxLine:
		return s.fault(0, ErrLineTooLong)
	case len(bytes.TrimSpace(raw)) == 0:
		return s.fault(0, errEmpty)
	}
	return item{where: s.name(), raw: raw, format: s.format}
}

var errEmpty = errors.New("the file is empty")

// eachLine yields an item for each line that is not blank.
func (s source) eachLine(lines *LineReader, yield func(item) bool) {
	for empty := true; ; {
		raw, err := lines.Next()
		n := lines.Line()
		switch {
		case errors.Is(err, io.EOF):
			if empty {
				yield(s.fault(0, errEmpty))
			}
			return
		case errors.Is(err, ErrLineTooLong):
			empty = false
			if !yield(s.fault(n, err)) {
				return
			}
		case err != nil:
			yield(s.fault(n, readFault(err)))
			return
		case len(bytes.TrimSpace(raw)) > 0:
			empty = false
			if !yield(item{where: s.name(), line: n, raw: bytes.Clone(raw), format: s.format}) {
				return
			}
		}
	}
}

// readFault says what it means that reading broke off.
func readFault(err error) error {
	var damaged flate.CorruptInputError
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader) || errors.As(err, &damaged) {
		return fmt.Errorf("the gzip data is cut off or damaged here, what stands before it was read: fetch the file again (%w)", err)
	}
	return fmt.Errorf("reading broke off here, what stands before it was read: %w", err)
}

func (s source) name() string {
	if s.path == Stdin {
		return "standard input"
	}
	return s.path
}

func (s source) fault(line int, err error) item {
	return item{where: s.name(), line: line, err: err}
}

// textOf unpacks in where it is gzip, whatever its name, and decodes it where a
// byte order mark says UTF-16.
func textOf(in io.Reader) (io.Reader, error) {
	b := bufio.NewReaderSize(in, 64<<10)
	magic, err := b.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, fmt.Errorf("the gzip data is cut off or damaged: fetch the file again (%w)", err)
		}
		b = bufio.NewReaderSize(z, 64<<10)
	}
	head, err := b.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) && len(head) == 0 {
		return nil, readFault(err)
	}
	switch kind := http.DetectContentType(head); {
	case strings.HasPrefix(kind, "text/plain; charset=utf-16"):
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Reader(b), nil
	case !strings.HasPrefix(kind, "text/") && len(head) > 0 && !bytes.HasPrefix(bytes.TrimSpace(head), []byte("{")):
		return nil, fmt.Errorf("not JSON Lines: it looks like %s", kind)
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		_, err := b.Discard(3)
		return b, err
	}
	return b, nil
}

// counter tells how much is read through it.
type counter struct {
	r     io.Reader
	count func(int)
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.count(n)
	return n, err
}
