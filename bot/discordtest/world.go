package discordtest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// AppID is the id of the application and of its bot user.
const AppID = "1100000000000000001"

// AdminRole is the id of the role that the member "olga" holds in the guild "fr".
const AdminRole = "210000000000000001"

// The permission bits that matter here.
const (
	administrator  = int64(1) << 3
	manageChannels = int64(1) << 4
	manageGuild    = int64(1) << 5
	viewChannel    = int64(1) << 10
	sendMessages   = int64(1) << 11
	readHistory    = int64(1) << 16
	createThreads  = int64(1) << 35
	sendInThreads  = int64(1) << 38
	everyday       = viewChannel | sendMessages | readHistory | createThreads | sendInThreads | 1<<31
	allPermissions = int64(1)<<53 - 1
)

type user struct {
	id, name, locale string
	home             string // the channel they use where a test names none
	bot, closedDMs   bool
}

type channel struct {
	id, guild, name string
	kind            int    // 0 text, 1 direct, 11 thread
	recipient       string // of a direct channel
	deny            int64  // permissions the bot lacks here
	messages        []*message
}

type guild struct {
	id, name, locale string
	owner            string // user id
	joined           bool
	members          map[string]int64    // user id -> permissions
	roles            map[string][]string // user id -> role ids
}

// world is who and what there is. Everything has a key ("alice", "general") that
// may stand for its id in calls of this package.
type world struct {
	ids      map[string]string
	users    map[string]*user
	guilds   map[string]*guild
	channels map[string]*channel
}

// World is a server with its people, in place of the world of the tests.
type World struct {
	Guild, Locale string   // key and language of the server
	Channels      []string // keys
	Admin, Member string   // people: keys; the first may do everything
}

// build makes the world.
func (w *World) build() *world {
	if w == nil {
		return newWorld()
	}
	out := emptyWorld()
	out.addUser(w.Admin, &user{id: "300000000000000001", locale: w.Locale, home: w.Channels[0]})
	out.addUser(w.Member, &user{id: "300000000000000002", locale: w.Locale, home: w.Channels[0]})
	out.addUser("bot", &user{id: AppID, bot: true})
	out.addGuild(w.Guild, &guild{id: "200000000000000001", locale: w.Locale, joined: true, owner: out.id(w.Admin)})
	out.guilds[out.id(w.Guild)].members[out.id(w.Admin)] = allPermissions
	for i, key := range w.Channels {
		out.addChannel(key, &channel{id: fmt.Sprintf("4000000000000%05d", i+1), guild: out.id(w.Guild)})
	}
	out.direct(out.id(w.Admin))
	return out
}

func emptyWorld() *world {
	return &world{ids: map[string]string{"bot": AppID}, users: map[string]*user{}, guilds: map[string]*guild{}, channels: map[string]*channel{}}
}

// newWorld makes the world of all tests.
//
//	guilds    fr (channels general, hidden, readonly, nohistory, thread), en (lobby), late (latechan; the bot is not in it yet)
//	people    alice and olga (fr), bob (may manage guilds and channels), dave (closed direct messages), otherbot (a bot)
func newWorld() *world {
	w := emptyWorld()
	w.addUser("alice", &user{id: "300000000000000001", locale: "fr"})
	w.addUser("bob", &user{id: "300000000000000002", locale: "en-US", home: "lobby"})
	w.addUser("olga", &user{id: "300000000000000003", locale: "fr"})
	w.addUser("dave", &user{id: "300000000000000004", locale: "en-GB", closedDMs: true})
	w.addUser("otherbot", &user{id: "300000000000000009", bot: true})
	w.addUser("bot", &user{id: AppID, bot: true})

	bob := w.id("bob")
	w.addGuild("fr", &guild{id: "200000000000000001", locale: "fr", joined: true, owner: bob})
	w.addGuild("en", &guild{id: "200000000000000002", locale: "en-US", joined: true, owner: bob})
	w.addGuild("late", &guild{id: "200000000000000003", locale: "de", owner: bob})
	w.guilds[w.id("fr")].roles[w.id("olga")] = []string{AdminRole}

	w.addChannel("general", &channel{id: "400000000000000001", guild: w.id("fr")})
	w.addChannel("hidden", &channel{id: "400000000000000002", guild: w.id("fr"), deny: viewChannel})
	w.addChannel("readonly", &channel{id: "400000000000000003", guild: w.id("fr"), deny: sendMessages})
	w.addChannel("nohistory", &channel{id: "400000000000000004", guild: w.id("fr"), deny: readHistory})
	w.addChannel("thread", &channel{id: "400000000000000005", guild: w.id("fr"), kind: 11})
	w.addChannel("lobby", &channel{id: "400000000000000101", guild: w.id("en")})
	w.addChannel("latechan", &channel{id: "400000000000000201", guild: w.id("late")})
	return w
}

func (w *world) addUser(key string, u *user) {
	u.name = key
	if u.home == "" {
		u.home = "general"
	}
	w.users[u.id], w.ids[key] = u, u.id
}

func (w *world) addGuild(key string, g *guild) {
	g.name = key
	g.roles = map[string][]string{}
	g.members = map[string]int64{}
	for id := range w.users {
		g.members[id] = everyday
	}
	g.members[g.owner] |= manageGuild | manageChannels
	w.guilds[g.id], w.ids[key] = g, g.id
}

// addGuilds adds guilds with one channel each, for tests of load.
func (w *world) addGuilds(n int) {
	for i := range n {
		g := &guild{id: fmt.Sprintf("2100000000000%05d", i), locale: []string{"fr", "en-US"}[i%2], joined: true, owner: w.id("bob")}
		w.addGuild(fmt.Sprintf("g%d", i), g)
		w.addChannel(fmt.Sprintf("c%d", i), &channel{id: fmt.Sprintf("4100000000000%05d", i), guild: g.id})
	}
}

func (w *world) addChannel(key string, c *channel) {
	c.name = key
	w.channels[c.id], w.ids[key] = c, c.id
}

// id turns a key into its id; anything else stays itself.
func (w *world) id(key string) string {
	if id, ok := w.ids[key]; ok {
		return id
	}
	return key
}

// channel finds a channel by key or id; "dm" is the direct channel with person.
func (w *world) channel(key, person string) (*channel, error) {
	if key == "dm" {
		return w.direct(w.id(person)), nil
	}
	if c := w.channels[w.id(key)]; c != nil {
		return c, nil
	}
	return nil, fmt.Errorf("no channel %q in this world", key)
}

func (w *world) direct(person string) *channel {
	for _, c := range w.channels {
		if c.recipient == person {
			return c
		}
	}
	c := &channel{id: "5" + person[1:], kind: 1, recipient: person}
	w.channels[c.id] = c
	return c
}

// sorted are the channels by id.
func (w *world) sorted() []*channel {
	var out []*channel
	for _, id := range sortedKeys(w.channels) {
		out = append(out, w.channels[id])
	}
	return out
}

// botMay is what the bot is allowed to do in a channel.
func (w *world) botMay(c *channel) int64 {
	if c.guild == "" {
		return allPermissions
	}
	if g := w.guilds[c.guild]; g == nil || !g.joined {
		return 0
	}
	return everyday &^ c.deny
}

// may reports whether a member has all the permissions needed.
func (g *guild) may(person string, need int64) bool {
	has, member := g.members[person]
	return member && (has&administrator != 0 || has&need == need)
}

// bits reads permissions as Discord writes them; none where there are none.
func bits(permissions any) int64 {
	n, _ := strconv.ParseInt(str(permissions), 10, 64)
	return n
}

func (w *world) userJSON(id string) Object {
	u := w.users[id]
	if u == nil {
		return Object{"id": id, "username": "user" + id, "discriminator": "0"}
	}
	return Object{"id": u.id, "username": u.name, "global_name": u.name, "discriminator": "0", "bot": u.bot}
}

func (w *world) memberJSON(guildID, userID string) Object {
	g := w.guilds[guildID]
	return Object{
		"user":        w.userJSON(userID),
		"roles":       append([]string{}, g.roles[userID]...),
		"permissions": strconv.FormatInt(g.members[userID], 10),
		"joined_at":   "2024-01-02T03:04:05.000000+00:00",
	}
}

func (w *world) channelJSON(c *channel) Object {
	o := Object{"id": c.id, "type": c.kind, "name": c.name}
	if c.guild != "" {
		o["guild_id"] = c.guild
	} else {
		o["recipients"] = []any{w.userJSON(c.recipient)}
	}
	return o
}

func (w *world) guildJSON(g *guild) Object {
	channels, threads := []any{}, []any{}
	for _, c := range w.channels {
		switch {
		case c.guild != g.id:
		case c.kind == 11:
			threads = append(threads, w.channelJSON(c))
		default:
			channels = append(channels, w.channelJSON(c))
		}
	}
	return Object{
		"id": g.id, "name": g.name, "owner_id": g.owner, "preferred_locale": g.locale, "unavailable": false,
		"member_count": len(g.members), "members": []any{w.memberJSON(g.id, AppID)}, "channels": channels, "threads": threads,
		"roles": []any{}, "emojis": []any{}, "stickers": []any{}, "presences": []any{}, "voice_states": []any{},
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
