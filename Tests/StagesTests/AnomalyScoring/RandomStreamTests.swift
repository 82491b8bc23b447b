import Testing

@testable import AnomalyScoring

@Suite("Random stream")
struct RandomStreamTests {
    @Test("a seed gives the numbers of the reference implementation")
    func knownAnswers() {
        // Worked out with a separate implementation that gives 11520, 0, 1509978240 for the state 1, 2, 3, 4.
        var random = RandomStream(seed: 42)
        #expect(random.next() == 1_546_998_764_402_558_742)
        #expect(random.next() == 6_990_951_692_964_543_102)
        #expect(random.next() == 12_544_586_762_248_559_009)
    }

    @Test("bounded numbers are inside and even", arguments: [11, 12])
    func bounded(seed: UInt64) {
        var random = RandomStream(seed: seed)
        var counts = [Int](repeating: 0, count: 10)
        for _ in 0..<100_000 { counts[random.index(below: 10)] += 1 }
        // Each count is binomial with mean 10000 and standard deviation 95.
        for count in counts { #expect(abs(count - 10_000) < 5 * 95) }
    }

    @Test("the parts of a seed are different streams")
    func parts() {
        var firsts: Set<UInt64> = []
        for part in -1..<1000 {
            var random = RandomStream(seed: 7, part: part)
            firsts.insert(random.next())
        }
        #expect(firsts.count == 1001)
    }

    @Test("a reservoir keeps each row with the same probability and never more than its capacity")
    func reservoir() {
        var kept = [Int](repeating: 0, count: 100)
        for seed in 0..<2000 {
            var reservoir = TrainingReservoir(width: 1, capacity: 20, seed: UInt64(seed))
            for row in 0..<100 { reservoir.offer([Int32(row)]) }
            #expect(reservoir.rows.rowCount == 20)
            #expect(reservoir.offered == 100)
            for row in reservoir.rows.values { kept[Int(row)] += 1 }
        }
        // Each count is binomial with mean 400 and standard deviation 18.
        for count in kept { #expect(abs(count - 400) < 5 * 18) }
    }
}
