package bot

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/gorilla/websocket"
)

const upgraded = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"

// seen is a frame without its place in the stream.
type seen struct {
	opcode  byte
	payload string
}

func feedAll(r *frameReader, pieces ...[]byte) (out []seen) {
	for _, p := range pieces {
		for _, f := range r.feed(p) {
			out = append(out, seen{f.opcode, string(f.payload)})
		}
	}
	return out
}

func TestFramesAreFoundInAnyPieces(t *testing.T) {
	long := bytes.Repeat([]byte("x"), 70000)
	stream := []byte(upgraded)
	stream = append(stream, 0x81, 5, 'h', 'e', 'l', 'l', 'o')
	stream = append(stream, 0x81, 0x83, 1, 2, 3, 4, 'a'^1, 'b'^2, 'c'^3) // masked
	stream = append(stream, 0x89, 0)                                     // ping without payload
	stream = append(append(stream, 0x81, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x70), long...)
	stream = append(append(stream, 0x81, 126, 0, 200), long[:200]...)
	stream = append(stream, 0x01, 1, 'p', 0x80, 1, 'q') // one message in two frames
	stream = append(stream, 0x88, 2, 0x0f, 0xa4)        // close 4004
	want := []seen{{1, "hello"}, {1, "abc"}, {9, ""}, {1, ""}, {1, string(long[:200])}, {1, ""}, {0, "q"}, {8, "\x0f\xa4"}}

	for _, size := range []int{1, 2, 3, 7, 100, 4096, len(stream)} {
		var pieces [][]byte
		for rest := stream; len(rest) > 0; rest = rest[min(size, len(rest)):] {
			pieces = append(pieces, rest[:min(size, len(rest))])
		}
		if got := feedAll(new(frameReader), pieces...); !reflect.DeepEqual(got, want) {
			t.Errorf("in pieces of %d bytes: got %d frames %.120q, want %d", size, len(got), fmt.Sprint(got), len(want))
		}
	}
}

func TestNothingIsReadOfARefusedUpgrade(t *testing.T) {
	refusal := "HTTP/1.1 503 Service Unavailable\r\n\r\n" + "\x88\x02\x0f\xa4"
	if got := feedAll(new(frameReader), []byte(refusal)); got != nil {
		t.Errorf("a body that looks like a close frame was read: %q", got)
	}
}

func TestFrameMeanings(t *testing.T) {
	for _, c := range []struct {
		f    frame
		code int
		op   int
		ok   bool
	}{
		{f: frame{opcode: frameClose, payload: websocket.FormatCloseMessage(4014, "no")}, code: 4014},
		{f: frame{opcode: frameClose, payload: []byte{}}, code: 1005},
		{f: frame{opcode: frameText, payload: []byte(`{"d":null,"op":7}`)}, op: 7, ok: true},
		{f: frame{opcode: frameText, payload: []byte(`{"op":`)}},
		{f: frame{opcode: frameText}},
		{f: frame{opcode: 2, payload: []byte(`{"op":7}`)}},
	} {
		p, ok := c.f.gatewayPayload()
		if got := c.f.closeCode(); got != c.code || ok != c.ok || ok && p.Op != c.op {
			t.Errorf("%q: close code %d, op %d (%v); want %d, %d (%v)", c.f.payload, got, p.Op, ok, c.code, c.op, c.ok)
		}
	}
}

// Whatever comes, feeding it in one piece or in many finds the same frames.
func FuzzFrames(f *testing.F) {
	f.Add([]byte("\x81\x05hello\x88\x02\x0f\xa4"), uint64(1))
	f.Add([]byte("\x81\x83\x01\x02\x03\x04abc\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff"), uint64(2))
	f.Fuzz(func(t *testing.T, stream []byte, seed uint64) {
		stream = append([]byte(upgraded), stream...)
		whole := feedAll(new(frameReader), stream)
		var pieces [][]byte
		rng := rand.New(rand.NewPCG(seed, 0))
		for rest := stream; len(rest) > 0; {
			n := 1 + rng.IntN(len(rest))
			pieces, rest = append(pieces, rest[:n]), rest[n:]
		}
		if got := feedAll(new(frameReader), pieces...); !reflect.DeepEqual(got, whole) {
			t.Errorf("whole: %q, in pieces: %q", whole, got)
		}
	})
}
