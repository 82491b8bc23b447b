import AlertExpressions
import CommandLineKit
import Configuration
import EventModel
import FalcoBridge

/// The settings that say what the bridge adds to envelopes and which alerts it leaves out.
enum ShapingSettings {
    /// Below which priority alerts are left out.
    enum Threshold: String, CaseIterable, Sendable {
        case none
        case emergency
        case alert
        case critical
        case error
        case warning
        case notice
        case informational
    }

    static let customFields = ConfigurationKey<[String: String]>.textMap(
        "bridge.custom-fields",
        secretNames: [],
        "Fields for every envelope, the alert itself stays as it is; %NAME is the environment variable NAME, %% a %."
    )
    static let customTags = ConfigurationKey<[String]>.texts(
        "bridge.custom-tags",
        default: [],
        "Tags for every envelope, the alert itself stays as it is."
    )
    static let filters = ConfigurationKey<[String: String]>.textMap(
        "bridge.filters",
        secretNames: [],
        "Expressions by name; an alert for which one holds is acknowledged, counted under the name, and not kept."
    )
    static let dropBelow = ConfigurationKey<Threshold>.choice(
        "bridge.drop-below",
        default: .none,
        "Alerts less urgent than this are acknowledged and counted, and not kept; none keeps all."
    )
    static let dropNamespaces = drop("namespaces", "Namespaces")
    static let dropDeployments = drop("deployments", "Deployments and other workloads")
    static let dropRules = drop("rules", "Rules")
    static let dropSources = drop("sources", "Event sources, such as k8s_audit,")

    static let declarations = [
        customFields.declaration, customTags.declaration, filters.declaration, dropBelow.declaration,
        dropNamespaces.declaration, dropDeployments.declaration, dropRules.declaration, dropSources.declaration,
    ]

    /// Reads the shaping.
    ///
    /// - Parameters:
    ///   - configuration: The settings.
    ///   - environment: Where `%NAME` is looked up.
    /// - Returns: What the bridge does to alerts.
    /// - Throws: `CommandFailure` of one line that names the place of the first mistake.
    static func shaping(
        _ configuration: EffectiveConfiguration,
        environment: [String: String]
    ) throws(CommandFailure) -> AlertShaping {
        var shaping = AlertShaping()
        shaping.labels = CustomLabels(
            fields: try fields(configuration, environment),
            tags: try tags(configuration)
        )
        shaping.filters = try named(configuration) + simple(configuration)
        return shaping
    }

    // MARK: Labels

    /// The most fields, and the most tags.
    private static let maximumLabels = 32
    private static let maximumLabelBytes = 256

    private static func fields(
        _ configuration: EffectiveConfiguration,
        _ environment: [String: String]
    ) throws(CommandFailure) -> [CustomLabels.Field] {
        let texts = configuration[customFields]
        guard texts.count <= maximumLabels else {
            throw CommandFailure("bridge.custom-fields: \(texts.count) fields, \(maximumLabels) are the limit")
        }
        var fields: [CustomLabels.Field] = []
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            let place = "\(configuration.origin(of: customFields, name: name)): bridge.custom-fields.\(name)"
            guard isName(name) else {
                throw CommandFailure("\(place): a name has at most 64 letters, digits, dots, hyphens and underscores")
            }
            let value = try resolved(text, environment, place)
            guard isLabel(value) else {
                throw CommandFailure("\(place): a value has 1 to \(maximumLabelBytes) bytes and no control character")
            }
            fields.append(CustomLabels.Field(name: name, value: value))
        }
        return fields
    }

    /// Source of the form `%NAME`: falcosidekick, `customfields`.
    private static func resolved(
        _ text: String,
        _ environment: [String: String],
        _ place: String
    ) throws(CommandFailure) -> String {
        guard text.hasPrefix("%") else { return text }
        let rest = String(text.dropFirst())
        if rest.hasPrefix("%") { return rest }
        guard let value = environment[rest] else {
            throw CommandFailure("\(place): there is no environment variable '\(rest)'; write %% for a leading %")
        }
        return value
    }

    private static func tags(_ configuration: EffectiveConfiguration) throws(CommandFailure) -> TextList {
        let tags = configuration[customTags]
        guard tags.count <= maximumLabels, tags.allSatisfy(isLabel) else {
            throw CommandFailure(
                "\(configuration.origin(of: customTags)): bridge.custom-tags: at most \(maximumLabels) tags of 1 to "
                    + "\(maximumLabelBytes) bytes without control characters"
            )
        }
        return TextList(tags)
    }

    private static func isLabel(_ text: String) -> Bool {
        1...maximumLabelBytes ~= text.utf8.count && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    // MARK: Filters

    private static func named(_ configuration: EffectiveConfiguration) throws(CommandFailure) -> [AlertFilter] {
        let texts = configuration[filters]
        guard texts.count <= AlertShaping.maximumFilters else {
            throw CommandFailure("bridge.filters: \(texts.count) filters, \(AlertShaping.maximumFilters) are the limit")
        }
        var list: [AlertFilter] = []
        for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
            let place = "\(configuration.origin(of: filters, name: name)): bridge.filters.\(name)"
            guard isName(name), !name.hasPrefix("drop-") else {
                throw CommandFailure(
                    "\(place): a name has at most 64 letters, digits, dots, hyphens and underscores, and does not begin "
                        + "with drop-"
                )
            }
            do throws(ExpressionError) {
                list.append(AlertFilter(name: name, expression: try AlertExpression(text)))
            } catch {
                throw CommandFailure("\(place): \(error)")
            }
        }
        return list
    }

    /// The filters that need no expression, each called as its key.
    private static func simple(_ configuration: EffectiveConfiguration) -> [AlertFilter] {
        var list: [AlertFilter] = []
        func add(_ name: String, _ field: ExpressionField, _ test: ExpressionTest) {
            list.append(AlertFilter(name: name, expression: AlertExpression(root: .comparison(field, test))))
        }
        if configuration[dropBelow] != .none {
            let priority = Priority(spelling: configuration[dropBelow].rawValue)
            add("drop-below", .priority, .compares(.below, .priority(priority)))
        }
        let lists: [(name: String, field: ExpressionField, key: ConfigurationKey<[String]>)] = [
            ("drop-namespaces", .namespace, dropNamespaces), ("drop-deployments", .workload, dropDeployments),
            ("drop-rules", .rule, dropRules), ("drop-sources", .source, dropSources),
        ]
        for (name, field, key) in lists where !configuration[key].isEmpty {
            add(name, field, .isIn(configuration[key].map { .text(ExpressionLiteral($0)) }))
        }
        return list
    }

    private static func drop(_ word: String, _ what: String) -> ConfigurationKey<[String]> {
        .texts(
            "bridge.drop-\(word)",
            default: [],
            "\(what) whose alerts are acknowledged and counted, and not kept."
        )
    }

    private static func isName(_ name: String) -> Bool {
        1...64 ~= name.utf8.count
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
    }
}
