package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/joho/godotenv"
)

// config is what the environment sets. Flags come on top of it.
type config struct {
	token, apiBase, httpAddr string
	perMinute                string
	adminGuild               string
	adminUsers, adminRoles   []string
	dataDir, lexiconPath     string
	fetchAllow               []string
	fetchAgent               string
	embed                    embedConfig
}

// setting is one key of the environment, or of the file .env in the working
// folder. .env.example lists the same keys; a test holds them equal.
type setting struct {
	key string
	doc string
	set func(c *config, value string)
}

// settings are all the keys that the program reads of its own.
func settings() []setting {
	return []setting{
		{"DISCORD_TOKEN", "the bot's token, from the Developer Portal (serve)", func(c *config, v string) { c.token = v }},
		{"DISCORD_API_BASE", "scheme and host in place of https://discord.com, such as a REST proxy; https or loopback only (serve)", func(c *config, v string) { c.apiBase = v }},
		{"ADMIN_GUILD_ID", "the server in which admins get /index (serve)", func(c *config, v string) { c.adminGuild = strings.TrimSpace(v) }},
		{"ADMIN_USER_IDS", "who may use /index: user ids, commas between them (serve)", func(c *config, v string) { c.adminUsers = ids(v) }},
		{"ADMIN_ROLE_IDS", "who may use /index: role ids, commas between them (serve)", func(c *config, v string) { c.adminRoles = ids(v) }},
		{"ASKS_PER_MINUTE", "questions that a member may ask in a minute, 0 for as many as they like; a server's admins can set another (default: " + defaultPerMinute + ") (serve)", func(c *config, v string) { c.perMinute = v }},
		{"VERBATIM_HTTP", "address of /healthz, /readyz and /metrics, or \"off\" (default: " + defaultHTTP + ") (serve)", func(c *config, v string) { c.httpAddr = v }},
		{"VERBATIM_DATA", "data directory (default: the user's data folder)", func(c *config, v string) { c.dataDir = v }},
		{"LEXICON_PATH", "a file of words that mean the same, added to the built-in lexicon", func(c *config, v string) { c.lexiconPath = v }},
		{"FETCH_ALLOW", "addresses and networks that are not public and may be fetched from all the same, commas between them", func(c *config, v string) { c.fetchAllow = ids(v) }},
		{"FETCH_AGENT", "what feeds and sites are told who asks (User-Agent); name a contact in it", func(c *config, v string) { c.fetchAgent = v }},
		{"EMBED_URL", "a server of /v1/embeddings whose vectors help the ranking; empty = words alone", func(c *config, v string) { c.embed.url = v }},
		{"EMBED_MODEL", "the model that EMBED_URL serves", func(c *config, v string) { c.embed.model = v }},
		{"EMBED_KEY", "the key that EMBED_URL wants, where it wants one", func(c *config, v string) { c.embed.key = v }},
	}
}

// defaultHTTP is on loopback: health and metrics are for this machine, unless an
// operator says otherwise.
const defaultHTTP = "127.0.0.1:9464"

// defaultPerMinute is a question every three seconds: nobody reads faster.
const defaultPerMinute = "20"

// ids splits a list: of Discord ids, of networks.
func ids(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == ';' })
}

// botLimits reads the settings of serve that are numbers: the share of a member,
// and the ids.
func (c *config) botLimits() (perMinute int, err error) {
	perMinute, err = strconv.Atoi(cmp.Or(c.perMinute, defaultPerMinute))
	if err != nil || perMinute < 0 {
		return 0, fmt.Errorf("ASKS_PER_MINUTE is %q: give a number, 0 for as many as they like", c.perMinute)
	}
	for key, list := range map[string][]string{"ADMIN_GUILD_ID": ids(c.adminGuild), "ADMIN_USER_IDS": c.adminUsers, "ADMIN_ROLE_IDS": c.adminRoles} {
		for _, id := range list {
			if _, err := strconv.ParseUint(id, 10, 64); err != nil {
				return 0, fmt.Errorf("%s holds %q, which is no id: copy it from Discord's context menu, in developer mode", key, id)
			}
		}
	}
	return perMinute, nil
}

// describeSettings lists the settings for --help.
func describeSettings() string {
	var b strings.Builder
	for _, s := range settings() {
		fmt.Fprintf(&b, "  %-16s  %s\n", s.key, s.doc)
	}
	return b.String()
}

// envFile is read from the working folder. The environment goes before it.
const envFile = ".env"

// loadConfig reads the settings. A key that is set to nothing is not set.
func loadConfig() (config, error) {
	file, err := godotenv.Read(envFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return config{}, fmt.Errorf("the file %s in the working folder cannot be read: %w: see .env.example", envFile, err)
	}
	var c config
	for _, s := range settings() {
		value := os.Getenv(s.key)
		if value == "" {
			value = file[s.key]
		}
		if value != "" {
			s.set(&c, value)
		}
	}
	if c.dataDir == "" {
		home, _ := os.UserHomeDir()
		c.dataDir = defaultDataDir(runtime.GOOS, home, os.Getenv)
	}
	return c, nil
}

// defaultDataDir is the user's folder for the data of programs: of the XDG Base
// Directory Specification, of macOS, or of Windows. It is empty where there is
// no home.
func defaultDataDir(goos, home string, getenv func(string) string) string {
	var parent string
	switch goos {
	case "windows":
		parent = getenv("LocalAppData")
	case "darwin", "ios":
		if home != "" {
			parent = filepath.Join(home, "Library", "Application Support")
		}
	default:
		parent = getenv("XDG_DATA_HOME")
		if !filepath.IsAbs(parent) && home != "" { // the specification: ignore a relative one
			parent = filepath.Join(home, ".local", "share")
		}
	}
	if parent == "" {
		return ""
	}
	return filepath.Join(parent, "verbatim")
}
