package import JSONText

/// What a model is and where it comes from: the readable part of a record of `eyrie.models.v1`.
package struct ModelManifest: Payload {
    /// The algorithm, such as `isolation-forest`.
    package var algorithm: String
    /// How many trees; at least 1.
    package var trees: Int
    /// How many rows each tree was grown from; at least 2.
    package var samples: Int
    /// The seed of all random choices.
    package var seed: UInt64
    /// The version of the feature list, such as `falco-features-1`.
    package var features: String
    /// The features in order.
    package var featureNames: TextList
    /// How many vectors the trees were grown from.
    package var trainedOn: Int
    /// How many vectors the p-values were calibrated on.
    package var calibratedOn: Int
    /// The first event time among them.
    package var from: Timestamp
    /// The last event time among them.
    package var to: Timestamp
    /// Where they are in the log.
    package var source: [ModelSource]
    /// Who trained it.
    package var createdBy: String
    /// What for; may be empty.
    package var note: String
    /// The model before it; nil for a first one.
    package var parent: Digest?

    package init(
        algorithm: String,
        trees: Int,
        samples: Int,
        seed: UInt64,
        features: String,
        featureNames: TextList,
        trainedOn: Int,
        calibratedOn: Int,
        from: Timestamp,
        to: Timestamp,
        source: [ModelSource],
        createdBy: String,
        note: String,
        parent: Digest?
    ) {
        self.algorithm = algorithm
        self.trees = trees
        self.samples = samples
        self.seed = seed
        self.features = features
        self.featureNames = featureNames
        self.trainedOn = trainedOn
        self.calibratedOn = calibratedOn
        self.from = from
        self.to = to
        self.source = source
        self.createdBy = createdBy
        self.note = note
        self.parent = parent
    }

    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "ModelManifest")
        guard try reader.int64("model") == 1 else { throw reader.bad("model", "version 1") }
        algorithm = try reader.string("algorithm")
        trees = try reader.count("trees")
        samples = try reader.count("samples")
        seed = try reader.uint64("seed")
        features = try reader.string("features")
        featureNames = try reader.texts("feature_names")
        trainedOn = try reader.count("trained_on")
        calibratedOn = try reader.count("calibrated_on")
        from = try reader.timestamp("from")
        to = try reader.timestamp("to")
        var source: [ModelSource] = []
        for element in try reader.elements("source") {
            source.append(try ModelSource(from: element))
        }
        self.source = source
        createdBy = try reader.string("created_by")
        note = try reader.string("note")
        parent = try reader.optionalDigest("parent")
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("model", 1)
        writer.member("algorithm", algorithm)
        writer.member("trees", trees)
        writer.member("samples", samples)
        writer.member("seed", seed)
        writer.member("features", features)
        writer.member("feature_names", featureNames)
        writer.member("trained_on", trainedOn)
        writer.member("calibrated_on", calibratedOn)
        writer.member("from", from)
        writer.member("to", to)
        writer.member("source", source)
        writer.member("created_by", createdBy)
        writer.member("note", note)
        writer.member("parent", parent)
        writer.endObject()
    }
}
