package embed

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"sync"
)

// A cache file is a sequence of records: the SHA-256 of model and text, the
// number of values (4 bytes, little endian), the values (float32, little
// endian). Each is added with one write, so that two processes may share the
// file; what a killed one left of a record is cut off when the file is opened.
const headBytes = sha256.Size + 4

// maxValues is the longest vector that is taken for one.
const maxValues = 1 << 14

// maxQuestions is how many vectors of questions are kept: then all are forgotten.
const maxQuestions = 1 << 10

// Cache keeps vectors by model and text: those of articles' words in memory and in
// a file, those of questions, which members write, in memory alone. A nil Cache
// keeps nothing. It is safe for concurrent use.
type Cache struct {
	mu        sync.Mutex
	file      *os.File
	vectors   map[[sha256.Size]byte][]float32
	questions map[[sha256.Size]byte][]float32
}

// OpenCache opens the file, or makes it. It is a cache: deleting it loses
// nothing but time.
func OpenCache(path string) (*Cache, error) {
	c := &Cache{vectors: map[[sha256.Size]byte][]float32{}, questions: map[[sha256.Size]byte][]float32{}}
	whole, err := c.load(path)
	if err != nil {
		return nil, fmt.Errorf("vectors: %w", err)
	}
	c.file, err = os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("vectors: %w", err)
	}
	if info, err := c.file.Stat(); err == nil && info.Size() > whole {
		err = c.file.Truncate(whole)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("vectors: %w", err), c.file.Close())
		}
	}
	return c, nil
}

// load reads the whole records of the file, and says where they end.
func (c *Cache) load(path string) (whole int64, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for r := bufio.NewReader(f); ; {
		var head [headBytes]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return whole, ignoreEnd(err)
		}
		n := binary.LittleEndian.Uint32(head[sha256.Size:])
		if n == 0 || n > maxValues {
			return whole, nil
		}
		raw := make([]byte, 4*n)
		if _, err := io.ReadFull(r, raw); err != nil {
			return whole, ignoreEnd(err)
		}
		c.vectors[[sha256.Size]byte(head[:])] = values(raw)
		whole += headBytes + int64(len(raw))
	}
}

func ignoreEnd(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

func values(raw []byte) []float32 {
	v := make([]float32, len(raw)/4)
	for i := range v {
		v[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return v
}

func cacheKey(model, text string) [sha256.Size]byte {
	return sha256.Sum256([]byte(model + "\x00" + text))
}

func (c *Cache) get(model, text string) []float32 {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	k := cacheKey(model, text)
	if v := c.vectors[k]; v != nil {
		return v
	}
	return c.questions[k]
}

// hold keeps a question's vector until the program ends.
func (c *Cache) hold(model, question string, v []float32) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.questions) >= maxQuestions {
		clear(c.questions)
	}
	c.questions[cacheKey(model, question)] = v
}

func (c *Cache) put(model, text string, v []float32) error {
	if c == nil {
		return nil
	}
	k := cacheKey(model, text)
	record := binary.LittleEndian.AppendUint32(k[:], uint32(len(v)))
	for _, x := range v {
		record = binary.LittleEndian.AppendUint32(record, math.Float32bits(x))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.vectors[k] = v
	if _, err := c.file.Write(record); err != nil {
		return fmt.Errorf("vectors: %w", err)
	}
	return nil
}

// clear forgets all vectors, in memory and in the file.
func (c *Cache) clear() error {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.vectors)
	clear(c.questions)
	if err := c.file.Truncate(0); err != nil {
		return fmt.Errorf("vectors: %w", err)
	}
	return nil
}

// Close closes the file.
func (c *Cache) Close() error {
	if c == nil {
		return nil
	}
	return c.file.Close()
}
