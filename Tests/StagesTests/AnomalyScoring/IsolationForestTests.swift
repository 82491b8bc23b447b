import Testing

@testable import AnomalyScoring

/// A tree of four rows worked by hand: feature 0 splits at 10 with a range of 20; three rows left, one right.
private func handmadeForest() -> IsolationForest {
    var forest = IsolationForest(featureCount: 2, sampleSize: 4, rule: .exact)
    var tree = IsolationTree()
    tree.split(place: 0, size: 4, by: ForestNode(threshold: 10, reach: 40, feature: 0))
    tree.close(place: 1, level: 1, size: 3, pathLengths: forest.pathLengths)
    tree.close(place: 2, level: 1, size: 1, pathLengths: forest.pathLengths)
    forest.append(tree)
    return forest
}

private func total(_ forest: IsolationForest, _ row: [Int32]) -> Int32 {
    row.withUnsafeBufferPointer { forest.pathTotal(of: $0) }
}

private func credits(_ forest: IsolationForest, _ row: [Int32]) -> [Int64] {
    row.withUnsafeBufferPointer { forest.credits(of: $0) }
}

/// Rows of a few continuous columns, a constant column and a flag that is raised once in 500 rows.
func seededRows(count: Int, width: Int, seed: UInt64) -> FeatureMatrix {
    var random = RandomStream(seed: seed)
    var rows = FeatureMatrix(width: width)
    for _ in 0..<count {
        var row: [Int32] = []
        for column in 0..<width {
            switch column {
            case 0: row.append(0)
            case 1: row.append(random.index(below: 500) == 0 ? 693 : 0)
            default:
                // The sum of four uniform numbers is bell-shaped.
                var sum: Int32 = 0
                for _ in 0..<4 { sum += Int32(random.index(below: 1000)) }
                row.append(sum)
            }
        }
        rows.append(row)
    }
    return rows
}

@Suite("Isolation forest")
struct IsolationForestTests {
    @Test("paths of a tree worked by hand")
    func handmadePaths() {
        let forest = handmadeForest()
        // c(3) = 5/3: 1 + 5/3 on the left, 1 on the right, one split less beyond 10 + 20 and below 10 - 20.
        let third = Int32(65536.0 * 5 / 3 + 0.5)
        #expect(total(forest, [10, 0]) == 65536 + third)
        #expect(total(forest, [11, 0]) == 65536)
        #expect(total(forest, [30, 0]) == 65536)
        #expect(total(forest, [31, 0]) == 0)
        #expect(total(forest, [-10, 0]) == 65536 + third)
        #expect(total(forest, [-11, 0]) == third)
        #expect(total(forest, [FeatureMatrix.limit, 0]) == 0)
        #expect(total(forest, [-FeatureMatrix.limit, 0]) == third)
    }

    @Test("credits and raw score of a tree worked by hand")
    func handmadeCredits() {
        let forest = handmadeForest()
        let fourth = Int64(65536.0 * 13 / 6 + 0.5)
        #expect(credits(forest, [11, 0]) == [fourth - 65536, 0])
        #expect(credits(forest, [31, 0]) == [fourth, 0])
        // 2^(-1 / (13/6)) = 2^-0.46154 = 0.72621.
        #expect(forest.rawScore(ofTotal: 65536) == 726)
        #expect(forest.rawScore(ofTotal: 0) == 1000)
        #expect(forest.rawScore(ofTotal: forest.averageTotal) == 500)
    }

    @Test("credits sum to the average total less the row's total", arguments: [21, 22, 23])
    func creditsAreComplete(seed: UInt64) throws {
        let rows = seededRows(count: 600, width: 7, seed: seed)
        let forest = try ForestTrainer.train(rows: rows, seed: seed, settings: .standard).forest
        for row in 0..<600 {
            var values = Array(rows.values[row * 7..<row * 7 + 7])
            if row % 3 == 0 { values[row % 7] += 5000 }
            let sum = credits(forest, values).reduce(0, +)
            #expect(sum == Int64(forest.averageTotal) - Int64(total(forest, values)))
        }
    }

    @Test(
        "the total is the sum over the trees, whatever their number and the size of the values",
        arguments: [1, 3, 4, 5, 6, 9, 11],
        [1, 8, 40]
    )
    func totalIsTheSum(trees: Int, scale: Int32) throws {
        var settings = ForestSettings.standard
        settings.treeCount = trees
        settings.penalizesRange = trees != 6
        let small = seededRows(count: 300, width: 5, seed: 31)
        // Scaled by 8 the columns' ends lie about where 16 bits end, by 40 the thresholds lie beyond.
        let rows = FeatureMatrix(rows: (0..<300).map { row in (0..<5).map { small.values[row * 5 + $0] * scale } })
        let forest = try ForestTrainer.train(rows: rows, seed: 1, settings: settings).forest
        #expect(forest.treeCount == trees)
        let edges: [Int32] = [32_766, 32_767, 32_768, -32_767, -32_768, -32_769, 100_000, -100_000]
        for row in 0..<300 {
            var values = Array(rows.values[row * 5..<row * 5 + 5])
            if row % 3 == 0 { values[row % 5] = edges[row / 3 % edges.count] }
            let sum = values.withUnsafeBufferPointer { values in
                (0..<trees).reduce(Int32(0)) { $0 + forest.path(of: values, inTree: $1) }
            }
            #expect(total(forest, values) == sum)
        }
    }

    @Test("every tree holds its whole sample and stops at the height limit", arguments: [41, 42])
    func treeShape(seed: UInt64) throws {
        let rows = seededRows(count: 1000, width: 6, seed: seed)
        let forest = try ForestTrainer.train(rows: rows, seed: seed, settings: .standard).forest
        #expect(forest.sampleSize == 256)
        for tree in 0..<forest.treeCount {
            let sizes = tree * IsolationForest.nodesPerTree
            let nodes = tree * IsolationForest.splitsPerTree
            #expect(forest.sizes[sizes] == 256)
            for place in 0..<IsolationForest.splitsPerTree where !forest.nodes[nodes + place].isLeaf {
                let left = forest.sizes[sizes + 2 * place + 1]
                let right = forest.sizes[sizes + 2 * place + 2]
                #expect(left > 0 && right > 0 && left + right == forest.sizes[sizes + place])
            }
        }
    }

    @Test("rows, seed and settings decide the bytes")
    func reproducible() throws {
        let rows = seededRows(count: 500, width: 5, seed: 51)
        let first = try ForestTrainer.train(rows: rows, seed: 5, settings: .standard)
        let second = try ForestTrainer.train(rows: rows, seed: 5, settings: .standard)
        let other = try ForestTrainer.train(rows: rows, seed: 6, settings: .standard)
        #expect(first == second)
        #expect(first != other)
    }

    @Test("a small baseline builds smaller trees and keeps half of its rows for calibration")
    func smallBaseline() throws {
        let rows = seededRows(count: 120, width: 4, seed: 61)
        let trained = try ForestTrainer.train(rows: rows, seed: 5, settings: .standard)
        #expect(trained.forest.sampleSize == 60)
        #expect(trained.calibration.rowCount == 120)
    }

    @Test("too small a baseline is refused")
    func tooFewRows() {
        let rows = seededRows(count: 99, width: 4, seed: 62)
        #expect {
            try ForestTrainer.train(rows: rows, seed: 5, settings: .standard)
        } throws: { ($0 as? ModelFault)?.code == .tooFewRows }
    }

    @Test("a flag never raised in training is invisible to a plain forest and found with background rows")
    func neverSeenFlag() throws {
        let rows = seededRows(count: 3000, width: 8, seed: 71)
        let fresh = seededRows(count: 1000, width: 8, seed: 72)
        var detected: [Int] = []
        for settings in [ForestSettings.plain, .standard] {
            let trained = try ForestTrainer.train(rows: rows, seed: 1, settings: settings)
            var count = 0
            for row in 0..<1000 {
                var values = Array(fresh.values[row * 8..<row * 8 + 8])
                values[0] = 693
                if trained.calibration.score(ofTotal: total(trained.forest, values)) >= 500 { count += 1 }
            }
            detected.append(count)
        }
        // One in a hundred is what a blind detector finds at this threshold.
        #expect(detected[0] < 40)
        #expect(detected[1] > 500)
    }
}
