/// Suggestions for analysts, by the feature that explains a score.
///
/// The names are those of the list `falco-features-1`; a feature that is not here suggests nothing.
enum Suggestions {
    /// Returns the suggestion for a feature, nil when there is none.
    static func text(for feature: String) -> String? {
        switch feature {
        case "alerts_1m", "alerts_15m", "entity_alerts_15m":
            "Compare the alert rate with deployments and jobs at that time; look for a loop or a scan."
        case "urgent_15m", "warning_15m":
            "Read the urgent alerts of this profile in the last 15 minutes in order."
        case "shell_15m":
            "Find who opened the shell: terminal, parent process, exec through the Kubernetes API."
        case "secrets_15m":
            "List the files read; rotate the credentials and tokens that the process could reach."
        case "packages_15m":
            "Check what was installed or downloaded and whether the image should have a package manager."
        case "network_15m", "remotes_15m", "new_remotes_15m":
            "Check the remote addresses against known services and block the unknown ones."
        case "privilege_15m":
            "Check capabilities, setuid changes, mounts and the privileged flag of the container."
        case "drift_15m", "files_15m", "new_files_15m":
            "Compare the files written or executed with the image; keep a copy of new executables."
        case "processes_15m", "new_processes_15m", "new_lineages_15m":
            "Follow the process tree of the new processes up to what started them."
        case "rules_15m", "new_rules_15m", "top_rule_share_15m":
            "Read the rules that fired for the first time here; several of them together may be one chain."
        case "new_users_15m":
            "Check whether this user should act here and how the session began."
        case "new_images_15m":
            "Check that the image was rolled out on purpose and where it was built."
        case "new_profile":
            "Check that this workload was deployed on purpose; it has no history yet."
        default:
            nil
        }
    }
}
