import Testing

@testable import AnomalyScoring

@Suite("Calibration")
struct CalibrationTests {
    @Test("scores worked out by hand")
    func byHand() {
        let calibration = Calibration(totals: [20, 10, 30, 20])
        #expect(calibration.rowCount == 4)
        // -250 log10 of 1/5 = 174.7, of 2/5 = 99.49, of 4/5 = 24.2, of 5/5 = 0.
        #expect(calibration.score(ofTotal: 9) == 174)
        #expect(calibration.score(ofTotal: 10) == 99)
        #expect(calibration.score(ofTotal: 19) == 99)
        #expect(calibration.score(ofTotal: 20) == 24)
        #expect(calibration.score(ofTotal: 29) == 24)
        #expect(calibration.score(ofTotal: 30) == 0)
        #expect(calibration.score(ofTotal: .max) == 0)
        #expect(calibration.score(ofTotal: .min) == 174)
    }

    @Test("0.75 needs 999 calibration rows and is one in a thousand")
    func oneInAThousand() {
        #expect(Calibration(totals: Array(1...999)).score(ofTotal: 0) == 750)
        #expect(Calibration(totals: Array(1...998)).score(ofTotal: 0) < 750)
        #expect(Calibration(totals: Array(1...999)).score(ofTotal: 99) == 250)
        #expect(Calibration(totals: Array(1...20000)).score(ofTotal: 0) == 1000)
    }

    @Test("the table agrees with counting", arguments: [81, 82, 83])
    func agreesWithCounting(seed: UInt64) {
        var random = RandomStream(seed: seed)
        let totals = (0..<3000).map { _ in Int32(random.index(below: 2000)) }
        let calibration = Calibration(totals: totals)
        #expect(calibration.cutoffs.count <= 1000)
        for total in Int32(-2)..<2002 {
            let count = totals.count { $0 <= total }
            let score = 250 * PortableMath.decimalLogarithm(Double(3001) / Double(count + 1))
            #expect(calibration.score(ofTotal: total) == Int32(score + 1e-9))
        }
    }

    @Test("the promised rate is kept on fresh rows", arguments: [91, 92])
    func promisedRate(seed: UInt64) throws {
        let rows = seededRows(count: 2000, width: 8, seed: seed)
        let fresh = seededRows(count: 4000, width: 8, seed: seed + 1000)
        let trained = try ForestTrainer.train(rows: rows, seed: seed, settings: .standard)
        var tenth = 0
        var hundredth = 0
        for row in 0..<4000 {
            let total = fresh.values.withUnsafeBufferPointer { values in
                trained.forest.pathTotal(of: UnsafeBufferPointer(rebasing: values[row * 8..<row * 8 + 8]))
            }
            let score = trained.calibration.score(ofTotal: total)
            if score >= 250 { tenth += 1 }
            if score >= 500 { hundredth += 1 }
        }
        // 10 % and 1 %; the standard deviations with both samples are about 0.8 % and 0.27 %.
        #expect(abs(Double(tenth) / 4000 - 0.1) < 0.03)
        #expect(abs(Double(hundredth) / 4000 - 0.01) < 0.01)
    }
}
