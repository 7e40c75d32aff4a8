package analysis

import (
	"fmt"
	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"testing"
)

func TestTmp(t *testing.T) {
	for _, w := range []string{"régulée", "régulées", "première", "premières", "premier", "sécurité", "utilisent", "journaux", "enjeux", "lois", "videos", "cryptomonnaies", "cryptomonnaie", "interdire", "interdit", "interdite", "interdiction", "régulateur", "régulation", "achètent", "actif", "active", "heureux", "nouvelle", "activité", "volatilité", "volatile", "financière", "financier", "financiers", "président", "vérifient", "limité", "limite", "visité", "visite", "suite"} {
		e := snowballstem.NewEnv(w)
		french.Stem(e)
		fmt.Print(w, "→", e.Current(), " ")
	}
	fmt.Println()
	for _, w := range []string{"international", "internal", "regulation", "regulator", "regulate", "security", "securities", "cryptocurrencies", "cryptocurrency", "executive", "execution", "business", "busy", "universe", "university", "banned", "banning", "mining", "miner", "mined", "payments", "pay", "paid", "investor", "investment", "invest", "marketing"} {
		e := snowballstem.NewEnv(w)
		english.Stem(e)
		fmt.Print(w, "→", e.Current(), " ")
	}
	fmt.Println()
}
func BenchmarkEn(b *testing.B) {
	for b.Loop() {
		e := snowballstem.NewEnv("regulations")
		english.Stem(e)
	}
}
