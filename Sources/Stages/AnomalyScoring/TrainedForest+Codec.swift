// Layout, little-endian, without padding:
//
//     u8   format, 1                       u8   rule of c(n)
//     u16  features                        u16  trees
//     u16  rows of a tree
//     features x { i32 median, i32 99th percentile }
//     u32  calibration rows                u16  cutoffs
//     cutoffs x { i32 path total, u16 score }
//     trees x nodes in pre-order: u8 feature; 255 = leaf, else { i32 threshold, u32 reach, u16 rows going left }
//
// The rows at a node follow from its parent, so the stream has no pointer and no count that could disagree.

extension TrainedForest {
    private static let format: UInt8 = 1
    private static let leafMark: UInt8 = 255

    /// Appends the bytes of the forest; equal forests give equal bytes.
    package func encode(into bytes: inout [UInt8]) {
        bytes.append(Self.format)
        bytes.append(forest.rule.rawValue)
        bytes.appendLittleEndian(UInt16(forest.featureCount))
        bytes.appendLittleEndian(UInt16(forest.treeCount))
        bytes.appendLittleEndian(UInt16(forest.sampleSize))
        for baseline in baselines {
            bytes.appendLittleEndian(UInt32(bitPattern: baseline.median))
            bytes.appendLittleEndian(UInt32(bitPattern: baseline.percentile99))
        }
        bytes.appendLittleEndian(UInt32(calibration.rowCount))
        bytes.appendLittleEndian(UInt16(calibration.cutoffs.count))
        for (cutoff, score) in zip(calibration.cutoffs, calibration.scores) {
            bytes.appendLittleEndian(UInt32(bitPattern: cutoff))
            bytes.appendLittleEndian(UInt16(score))
        }
        for tree in 0..<forest.treeCount { encode(tree: tree, place: 0, into: &bytes) }
    }

    private func encode(tree: Int, place: Int, into bytes: inout [UInt8]) {
        guard place < IsolationForest.splitsPerTree else {
            bytes.append(Self.leafMark)
            return
        }
        let node = forest.nodes[tree * IsolationForest.splitsPerTree + place]
        if node.isLeaf {
            bytes.append(Self.leafMark)
            return
        }
        bytes.append(UInt8(node.feature))
        bytes.appendLittleEndian(UInt32(bitPattern: node.threshold))
        bytes.appendLittleEndian(node.reach)
        bytes.appendLittleEndian(forest.sizes[tree * IsolationForest.nodesPerTree + 2 * place + 1])
        encode(tree: tree, place: 2 * place + 1, into: &bytes)
        encode(tree: tree, place: 2 * place + 2, into: &bytes)
    }

    /// Reads a forest from all of the bytes.
    ///
    /// - Throws: ``ModelFault`` for bytes that ``encode(into:)`` cannot have written.
    package init(bytes: UnsafeRawBufferPointer) throws(ModelFault) {
        var reader = ModelReader(bytes: bytes)
        let format = try reader.readByte()
        guard format == Self.format else {
            throw ModelFault(reading: .unknownVersion, "the forest has format \(format), this program knows 1")
        }
        guard let rule = PathLengthRule(rawValue: try reader.readByte()) else {
            throw ModelFault(reading: .outOfRange, "the rule of path lengths is unknown")
        }
        let featureCount = try reader.readCount(UInt16.self, in: 1...254, of: "features")
        let treeCount = try reader.readCount(UInt16.self, in: 1...1000, of: "trees")
        let sampleSize = try reader.readCount(UInt16.self, in: 2...PathLengthTable.largestSize, of: "rows of a tree")
        var baselines: [FeatureBaseline] = []
        for _ in 0..<featureCount {
            let median = Int32(bitPattern: try reader.read(UInt32.self))
            let percentile99 = Int32(bitPattern: try reader.read(UInt32.self))
            baselines.append(FeatureBaseline(median: median, percentile99: percentile99))
        }
        let calibration = try Self.readCalibration(from: &reader)
        var forest = IsolationForest(featureCount: featureCount, sampleSize: sampleSize, rule: rule)
        for _ in 0..<treeCount {
            var tree = IsolationTree()
            try Self.readNode(of: &tree, place: 0, level: 0, size: sampleSize, for: forest, from: &reader)
            forest.append(tree)
        }
        guard reader.isAtEnd else {
            throw ModelFault(reading: .wrongLength, "there are bytes after the last tree")
        }
        self.init(forest: forest, calibration: calibration, baselines: baselines)
    }

    private static func readCalibration(from reader: inout ModelReader) throws(ModelFault) -> Calibration {
        let rowCount = Int(try reader.read(UInt32.self))
        let cutoffCount = try reader.readCount(UInt16.self, in: 0...1000, of: "cutoffs")
        var cutoffs: [Int32] = []
        var scores: [Int32] = []
        for _ in 0..<cutoffCount {
            cutoffs.append(Int32(bitPattern: try reader.read(UInt32.self)))
            scores.append(Int32(try reader.read(UInt16.self)))
        }
        guard let calibration = Calibration(rowCount: rowCount, cutoffs: cutoffs, scores: scores) else {
            throw ModelFault(reading: .outOfRange, "the calibration table is not in order")
        }
        return calibration
    }

    private static func readNode(
        of tree: inout IsolationTree,
        place: Int,
        level: Int,
        size: Int,
        for forest: IsolationForest,
        from reader: inout ModelReader
    ) throws(ModelFault) {
        let feature = try reader.readByte()
        if feature == leafMark {
            tree.close(place: place, level: level, size: size, pathLengths: forest.pathLengths)
            return
        }
        let threshold = Int32(bitPattern: try reader.read(UInt32.self))
        let reach = try reader.read(UInt32.self)
        let left = Int(try reader.read(UInt16.self))
        guard
            level < IsolationForest.depth,
            Int(feature) < forest.featureCount,
            threshold >= -FeatureMatrix.limit,
            threshold <= FeatureMatrix.limit,
            reach == .max || (reach % 2 == 0 && reach > 0 && reach <= 1 << 31),
            left > 0,
            left < size
        else {
            throw ModelFault(reading: .outOfRange, "a split has values that no training gives")
        }
        let node = ForestNode(threshold: threshold, reach: reach, feature: UInt32(feature))
        tree.split(place: place, size: size, by: node)
        try readNode(of: &tree, place: 2 * place + 1, level: level + 1, size: left, for: forest, from: &reader)
        try readNode(of: &tree, place: 2 * place + 2, level: level + 1, size: size - left, for: forest, from: &reader)
    }
}
