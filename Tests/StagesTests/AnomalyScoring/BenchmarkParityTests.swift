import Foundation
import PipelineTestKit
import Testing

@testable import AnomalyScoring

/// A public labelled set: its rows scaled to integers, and whether each is an anomaly.
private struct LabelledSet {
    var rows: FeatureMatrix
    var labels: [Bool]

    /// Reads a CSV with a header and the label last; each column is stretched to 0...1e8, which changes no tree.
    init(csv: String) {
        var columns: [[Double]] = []
        labels = []
        for line in csv.split(whereSeparator: \.isNewline).dropFirst() {
            let fields = line.split(separator: ",").map { Double($0) ?? .nan }
            if columns.isEmpty { columns = Array(repeating: [], count: fields.count - 1) }
            for column in columns.indices { columns[column].append(fields[column]) }
            labels.append(fields[fields.count - 1] == 1)
        }
        let scaled = columns.map { column in
            let low = column.min() ?? 0
            let high = column.max() ?? 0
            return column.map { high > low ? Int32((($0 - low) / (high - low) * 1e8).rounded()) : 0 }
        }
        rows = FeatureMatrix(width: columns.count)
        for row in labels.indices { rows.append(scaled.map { $0[row] }) }
    }

    /// The share of pairs of an anomaly and a normal row in which the anomaly has the smaller total; ties count half.
    func areaUnderCurve(_ totals: [Int32]) -> Double {
        let order = totals.indices.sorted { totals[$0] < totals[$1] }
        var pairs = 0.0
        var anomaliesBefore = 0.0
        var position = 0
        while position < order.count {
            var end = position
            var anomalies = 0.0
            while end < order.count, totals[order[end]] == totals[order[position]] {
                if labels[order[end]] { anomalies += 1 }
                end += 1
            }
            let normals = Double(end - position) - anomalies
            pairs += normals * (anomaliesBefore + anomalies / 2)
            anomaliesBefore += anomalies
            position = end
        }
        return pairs / (anomaliesBefore * (Double(order.count) - anomaliesBefore))
    }
}

private let dataFolder = URL(fileURLWithPath: Checkout.shared("data/anomaly"))

private let dataIsThere = FileManager.default.fileExists(atPath: dataFolder.path + "/sklearn_auroc.csv")

@Suite("Parity with scikit-learn")
struct BenchmarkParityTests {
    /// Sets with the number of seeds; fewer on the larger ones, to keep an unoptimised run short.
    static let sets = [
        ("annthyroid", 5), ("breastw", 10), ("cardio", 10), ("mammography", 3), ("pima", 10), ("satellite", 5),
        ("shuttle", 3), ("thyroid", 10), ("vowels", 10),
    ]

    @Test(
        "the plain forest reaches scikit-learn's AUROC within three standard errors of both means",
        .enabled(if: dataIsThere, "the folder ../shared/data/anomaly is not there: skipped"),
        arguments: sets
    )
    func parity(name: String, seeds: Int) throws {
        let table = try String(contentsOf: dataFolder.appendingPathComponent("sklearn_auroc.csv"), encoding: .utf8)
        let line = try #require(table.split(whereSeparator: \.isNewline).first { $0.hasPrefix(name + ",") })
        let fields = line.split(separator: ",")
        let expected = try #require(Double(fields[5]))
        let deviation = try #require(Double(fields[6]))

        let csv = try String(contentsOf: dataFolder.appendingPathComponent(name + ".csv"), encoding: .utf8)
        let set = LabelledSet(csv: csv)
        #expect(String(set.rows.rowCount) == fields[1])
        let areas = (0..<seeds).map { seed in
            let forest = ForestTrainer.forest(rows: set.rows, seed: UInt64(seed), settings: .plain)
            let width = set.rows.width
            let totals = set.rows.values.withUnsafeBufferPointer { values in
                set.labels.indices.map { row in
                    forest.pathTotal(of: UnsafeBufferPointer(rebasing: values[row * width..<(row + 1) * width]))
                }
            }
            return set.areaUnderCurve(totals)
        }
        let mean = areas.reduce(0, +) / Double(seeds)
        let variance = areas.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(seeds - 1)
        // scikit-learn's mean is of ten seeds.
        let standardError = (deviation * deviation / 10 + variance / Double(seeds)).squareRoot()
        print("\(name): AUROC \(mean) of \(seeds) seeds, scikit-learn \(expected), standard error \(standardError)")
        #expect(abs(mean - expected) <= 3 * standardError + 0.00005)
    }
}
