// Package poll keeps articles coming: it checks feeds when they are due, fetches
// what they tell of, and stores it once.
//
// The work stands in the store, not in memory. A check writes what a feed told
// and the feed's new state in one transaction; an item's article and the item's
// end are another. Stopped anywhere, the poller goes on where it was.
package poll
