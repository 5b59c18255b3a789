package org.almkd.cluster;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a role of Kubernetes allows requests to the core API. */
final class Permissions {
  private static final Pattern REQUEST =
      Pattern.compile(
          "(?<method>[A-Z]+)"
              + " /api/v1/namespaces/[^/]+/(?<resource>[a-z]+)(?<name>/[^?]+)?(?<query>[?].*)?");

  private final Role role;

  Permissions(Role role) {
    this.role = role;
  }

  /** Returns those requests, METHOD PATH each, that the role does not allow. */
  List<String> refused(List<String> requests) {
    return requests.stream().filter(request -> !allows(request)).toList();
  }

  private boolean allows(String request) {
    Matcher matcher = REQUEST.matcher(request);
    if (!matcher.matches()) {
      return false;
    }
    String verb = verb(matcher);
    for (PolicyRule rule : role.getRules()) {
      if (rule.getResources().contains(matcher.group("resource"))
          && rule.getVerbs().contains(verb)) {
        return true;
      }
    }
    return false;
  }

  private static String verb(Matcher request) {
    boolean one = request.group("name") != null;
    return switch (request.group("method")) {
      case "GET" ->
          String.valueOf(request.group("query")).contains("watch=true")
              ? "watch"
              : one ? "get" : "list";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> one ? "delete" : "deletecollection";
      default -> "none";
    };
  }
}
