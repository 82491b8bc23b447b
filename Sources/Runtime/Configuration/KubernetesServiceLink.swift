/// The environment variables that Kubernetes sets in every pod for every service of the namespace.
///
/// A service named "eyrie" gives `EYRIE_SERVICE_HOST`, `EYRIE_PORT` and others, which are not meant as settings.
/// Source: Kubernetes documentation, "Service", section "Environment variables".
enum KubernetesServiceLink {
    static func matches(name: String, value: String) -> Bool {
        let words = name.split(separator: "_", omittingEmptySubsequences: false)
        for index in words.indices.dropFirst() {
            let rest = words[index...].joined(separator: "_")
            if rest == "SERVICE_HOST" || rest == "SERVICE_PORT" || rest.hasPrefix("SERVICE_PORT_") { return true }
            // Such a port is an address ("tcp://10.0.0.1:80"); a number would be a real setting.
            if rest == "PORT", value.contains("://") { return true }
            let parts = words[index...].dropFirst()
            guard words[index] == "PORT", parts.count >= 2, Int(parts[parts.startIndex]) != nil else { continue }
            if ["TCP", "UDP", "SCTP"].contains(parts[parts.startIndex + 1]) { return true }
        }
        return false
    }
}
