package import EventModel
package import JSONText

/// The regime of features in one partition: the version of the list.
package struct FeatureRegime: Payload {
    /// The version of the feature list, such as `falco-features-1`.
    package let features: String

    /// Makes the regime of a list.
    package init(features: String) {
        self.features = features
    }

    package init(from view: JSONView) throws(PayloadFault) {
        features = try MemberReader(view, of: "FeatureRegime").string("features")
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("features", features)
        writer.endObject()
    }
}
