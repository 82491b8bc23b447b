/// The text exposition format 0.0.4.
///
/// Source: Prometheus documentation, "Exposition formats",
/// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
package enum PrometheusText {
    /// The media type of an exposition, for the HTTP answer.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    static func head(name: String, kind: String, help: String) -> String {
        let help = escaped(help, quote: false)
        return "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
    }

    static func line(name: String, labels: [String], values: [String], sample: MetricSample) -> String {
        var pairs = zip(labels, values).map { "\($0)=\"\(escaped($1, quote: true))\"" }
        if let bound = sample.bound { pairs.append("le=\"\(bound)\"") }
        let set = pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}"
        return "\(name)\(sample.suffix)\(set) \(sample.value)\n"
    }

    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        // Whole numbers below 2^53 are exact and read better without ".0".
        return Int64(exactly: value).flatMap { abs($0) < 1 << 53 ? "\($0)" : nil } ?? "\(value)"
    }

    private static func escaped(_ text: String, quote: Bool) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quote: result += "\\\""
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
