/// A reproducible stream of random numbers: xoshiro256** seeded by SplitMix64.
///
/// Source: Blackman and Vigna (2021), "Scrambled linear pseudorandom number generators", ACM TOMS 47(4); the reference
/// code at prng.di.unimi.it. Integer operations alone, so a seed gives the same numbers on every machine.
package struct RandomStream: Sendable {
    private var s0: UInt64
    private var s1: UInt64
    private var s2: UInt64
    private var s3: UInt64

    /// Makes the stream of a seed; any value is a good seed.
    package init(seed: UInt64) {
        var mixer = seed
        s0 = Self.splitMix(&mixer)
        s1 = Self.splitMix(&mixer)
        s2 = Self.splitMix(&mixer)
        s3 = Self.splitMix(&mixer)
    }

    /// Makes the stream of one numbered part of a seed, so that parts may be computed in any order.
    package init(seed: UInt64, part: Int) {
        var mixer = seed
        let base = Self.splitMix(&mixer)
        self.init(seed: base ^ (UInt64(truncatingIfNeeded: part) &* 0xD1B5_4A32_D192_ED03))
    }

    /// Returns the next 64 random bits.
    package mutating func next() -> UInt64 {
        let product = s1 &* 5
        let result = ((product << 7) | (product >> 57)) &* 9
        let shifted = s1 << 17
        s2 ^= s0
        s3 ^= s1
        s1 ^= s2
        s0 ^= s3
        s2 ^= shifted
        s3 = (s3 << 45) | (s3 >> 19)
        return result
    }

    /// Returns a uniform number of 0..<bound, without bias; the bound is at least 1.
    ///
    /// Source: Lemire (2019), "Fast random integer generation in an interval", ACM TOMACS 29(1), algorithm 5.
    package mutating func next(below bound: UInt64) -> UInt64 {
        precondition(bound > 0, "an empty range has no number to draw")
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let refused = (0 &- bound) % bound
            while product.low < refused {
                product = next().multipliedFullWidth(by: bound)
            }
        }
        return product.high
    }

    /// Returns a uniform index of 0..<count; the count is at least 1.
    package mutating func index(below count: Int) -> Int {
        Int(truncatingIfNeeded: next(below: UInt64(count)))
    }

    private static func splitMix(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
