/// A random number generator whose numbers are a function of its seed alone: SplitMix64.
///
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014; the constants are those of
/// https://prng.di.unimi.it/splitmix64.c.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts the sequence that belongs to a seed; every seed is a good one.
    package init(seed: UInt64) {
        state = seed
    }

    @inline(__always)
    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed &>> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed &>> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed &>> 31)
    }

    /// Returns a number from 0 to `bound` - 1, by multiplication instead of division.
    ///
    /// Numbers are off even by less than one in 2^32 for bounds below 2^32: the difference does not matter to tests,
    /// and the sequence does not depend on Swift's library, which may change.
    ///
    /// Source: Lemire, "Fast random integer generation in an interval", 2019, without the rejection step.
    @inline(__always)
    package mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "there is no number below \(bound)")
        return Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// Returns a number of a closed range.
    package mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.count)
    }

    /// Returns true once in `times` calls, on average.
    package mutating func oneIn(_ times: Int) -> Bool {
        below(times) == 0
    }

    /// Returns one element; the collection must not be empty.
    package mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }

    /// Returns a generator whose sequence has nothing to do with this one's, for another purpose.
    package func split(_ purpose: UInt64) -> SeededGenerator {
        var child = SeededGenerator(seed: state ^ (purpose &+ 1) &* 0xd6e8_feb8_6659_fd93)
        return SeededGenerator(seed: child.next())
    }
}
