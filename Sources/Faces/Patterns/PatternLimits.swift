/// What one search may cost; at each limit the search ends as `Pattern.Outcome.undecided`.
///
/// Source: pcre2api(3), "The match context". PCRE2 counts steps anew for each place at which a match may begin, so a
/// search takes at most `textBytes` times `steps` steps, some 80 million or well below a second; only a pattern made
/// for it comes near that.
package struct PatternLimits: Sendable, Equatable {
    /// Bytes of a text; a longer one is not searched.
    package var textBytes = 8192
    /// Calls of PCRE2's internal function for one place of the text, `match_limit`.
    package var steps: UInt32 = 10_000
    /// KiB of heap for backtracking, `heap_limit`.
    package var heapKibibytes: UInt32 = 4096

    package init() {}
}
