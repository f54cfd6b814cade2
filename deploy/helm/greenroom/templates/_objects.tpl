{{/*
The objects of a folder of deploy/kustomize, in the namespace of the release, as a map {objects: [...]}.
Takes {root, folder}.
*/}}
{{- define "greenroom.objects" -}}
{{- $namespace := .root.Release.Namespace -}}
{{- $objects := list -}}
{{- range $path, $text := .root.Files.Glob (printf "kustomize/%s/*.yaml" .folder) -}}
  {{- range $document := splitList "\n---\n" (toString $text) -}}
    {{- $object := fromYaml $document -}}
    {{- $isInstalled := not (has (get $object "kind") (list "Kustomization" "Namespace")) -}}
    {{- if $isInstalled -}}
      {{- if not (has $object.kind (list "ClusterRole" "ClusterRoleBinding")) -}}
        {{- $_ := set $object.metadata "namespace" $namespace -}}
      {{- end -}}
      {{- range default list (get $object "subjects") -}}
        {{- $_ := set . "namespace" $namespace -}}
      {{- end -}}
      {{- $objects = append $objects $object -}}
    {{- end -}}
  {{- end -}}
{{- end -}}
{{- dict "objects" $objects | toYaml -}}
{{- end -}}

{{/* A Deployment as the values of its part want it. Takes {root, object, values}. */}}
{{- define "greenroom.deployment" -}}
{{- $spec := .object.spec.template.spec -}}
{{- $container := first $spec.containers -}}
{{- $_ := set .object.spec "replicas" (int .values.replicas) -}}
{{- $tag := default .root.Chart.AppVersion .values.image.tag -}}
{{- $_ := set $container "image" (printf "%s:%s" .values.image.repository $tag) -}}
{{- $_ := set $container "resources" (mergeOverwrite $container.resources (deepCopy .values.resources)) -}}
{{- with .values.nodeSelector -}}{{- $_ := set $spec "nodeSelector" . -}}{{- end -}}
{{- with .values.tolerations -}}{{- $_ := set $spec "tolerations" . -}}{{- end -}}
{{- $pullSecrets := list -}}
{{- range .root.Values.imagePullSecrets -}}
  {{- $pullSecrets = append $pullSecrets (dict "name" .) -}}
{{- end -}}
{{- with $pullSecrets -}}{{- $_ := set $spec "imagePullSecrets" . -}}{{- end -}}
{{- with .values.secretName -}}
  {{- $_ := set (first $container.envFrom) "secretRef" (dict "name" .) -}}
{{- end -}}
{{- toYaml .object -}}
{{- end -}}

{{/* A Service as the values of its part want it. Takes {object, values}. */}}
{{- define "greenroom.service" -}}
{{- if ne .values.service.type "ClusterIP" -}}
  {{- $_ := set .object.spec "type" .values.service.type -}}
{{- end -}}
{{- with .values.service.annotations -}}
  {{- $_ := set $.object.metadata "annotations" . -}}
{{- end -}}
{{- toYaml .object -}}
{{- end -}}

{{/* All objects of a folder. Takes {root, folder, values}. */}}
{{- define "greenroom.folder" -}}
{{- $all := include "greenroom.objects" . | fromYaml -}}
{{- range $object := $all.objects }}
---
{{ if eq $object.kind "Deployment" -}}
{{ include "greenroom.deployment" (dict "root" $.root "object" $object "values" $.values) }}
{{- else if eq $object.kind "Service" -}}
{{ include "greenroom.service" (dict "object" $object "values" $.values) }}
{{- else -}}
{{- if and (eq $object.kind "ConfigMap") $.values.config -}}
  {{- $_ := set $object.data "site.yaml" (toYaml $.values.config) -}}
{{- end -}}
{{ toYaml $object }}
{{- end }}
{{- end }}
{{- end -}}
